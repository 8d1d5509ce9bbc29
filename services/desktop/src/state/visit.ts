import type { Touch } from '../../../../contracts/submission.ts'

type TouchKind = 'advertisement' | 'search' | 'social' | 'letter' | 'campaign' | 'site' | 'direct'

/** A visit in what people call it; words that nobody needs are null. */
interface Visit {
  readonly kind: TouchKind
  /** Who sent the visitor: a source of UTM, an advertisement network, a site. */
  readonly where: string | null
  readonly campaign: string | null
  readonly keyword: string | null
  readonly content: string | null
  /** The page on which it began, without what marks it: as text, for it comes from outside. */
  readonly page: string | null
  readonly at: string | null
  /** By which other systems know it. */
  readonly ids: readonly (readonly [name: string, value: string])[]
}

/** Which networks mark a click on an advertisement of theirs. */
const CLICKS = [
  ['yclid', 'Яндекс Директ'],
  ['gclid', 'Google Ads'],
  ['wbraid', 'Google Ads'],
  ['gbraid', 'Google Ads'],
  ['vkclid', 'VK Реклама']
] as const

const PAID = /^(cpc|cpm|cpa|cpv|ppc|paid.*|display|banner|retarget.*|target.*|ads?)$/i
const LETTER = /^(e-?mail|newsletter|letter|mail|рассылка)$/i
const SOCIAL = /^(social.*|smm)$/i
const SEARCH = /(^|\.)(yandex|ya|google|bing|duckduckgo|rambler|yahoo|baidu)\.[a-z.]{2,6}$|^go\.mail\.ru$/
const NETWORKS =
  /(^|\.)(vk\.com|vk\.ru|ok\.ru|t\.me|telegram\.org|facebook\.com|instagram\.com|youtube\.com|dzen\.ru|x\.com|twitter\.com|tiktok\.com|linkedin\.com)$/

const held = (text: string | undefined): string | null => text?.trim() || null

function hostOf(address: string | undefined): string | null {
  try {
    return address ? new URL(address).hostname.replace(/^www\./, '') : null
  } catch {
    return null // not an address
  }
}

/** Host and path of an address, as it is read. */
export function pageText(address: string): string {
  try {
    const { host, pathname } = new URL(address)
    const path = pathname === '/' ? '' : decodeURI(pathname)
    return `${host}${path}`
  } catch {
    return address // as it came
  }
}

function kindOf(touch: Touch, click: string | null, from: string | null): TouchKind {
  const medium = touch.utmMedium?.trim() ?? ''
  if (click !== null || PAID.test(medium)) return 'advertisement'
  if (LETTER.test(medium)) return 'letter'
  if (SOCIAL.test(medium)) return 'social'
  if (held(touch.utmSource) || held(touch.utmCampaign)) return 'campaign'
  if (touch.fbclid || (from && NETWORKS.test(from))) return 'social'
  if (from) return SEARCH.test(from) ? 'search' : 'site'
  return 'direct'
}

export function visitOf(touch: Touch): Visit {
  const click = CLICKS.find(([name]) => touch[name])?.[1] ?? null
  const own = hostOf(touch.landing)
  const referrer = hostOf(touch.referrer)
  const from = referrer === own ? null : referrer
  const source = held(touch.utmSource)
  const network = source ?? click
  return {
    kind: kindOf(touch, click, from),
    where: network ?? from ?? (touch.fbclid ? 'Facebook' : null),
    campaign: held(touch.utmCampaign),
    keyword: held(touch.utmTerm),
    content: held(touch.utmContent),
    page: touch.landing ? pageText(touch.landing) : null,
    at: touch.at !== undefined && !Number.isNaN(Date.parse(touch.at)) ? touch.at : null,
    ids: (['yclid', 'gclid', 'fbclid', 'vkclid', 'ymClientId', 'gaClientId', 'roistat'] as const).flatMap((name) => {
      const value = held(touch[name])
      return value === null ? [] : [[name, value] as const]
    })
  }
}

/** Where a visit came from, in a few words. */
export function originOf(touch: Touch | null): string | null {
  const where = touch && visitOf(touch).where
  return [where, held(touch?.utmMedium)].filter(Boolean).join(' / ') || null
}

/** The campaign and which of its advertisements. */
export const campaignOf = (touch: Touch | null): string | null =>
  [held(touch?.utmCampaign), held(touch?.utmContent)].filter(Boolean).join(' / ') || null

/** Whether two visits say the same, so that one is enough to show. */
export const isSameTouch = (one: Touch | null, other: Touch | null): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

const sorted = (touch: Touch | null) => Object.entries(touch ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
