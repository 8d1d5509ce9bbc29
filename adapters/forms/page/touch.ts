import type { Touch } from '../../../contracts/submission.ts'

/** What a page shows of where its visitor comes from. */
export interface PageView {
  readonly nowMs: number
  readonly url: string
  readonly referrer: string
  readonly cookies: string
}

/** What is kept of somebody's visits. */
export interface Visits {
  readonly visit: string
  /** When they were last seen. */
  readonly seenMs: number
  readonly first: Touch
  /** The last visit that came from somewhere: one that was typed in says nothing new. */
  readonly last: Touch
}

const VISIT_MS = 30 * 60_000
const KEPT_MS = 365 * 86_400_000

const PARAMETERS: readonly (readonly [name: string, known: keyof Touch])[] = [
  ['utm_source', 'utmSource'],
  ['utm_medium', 'utmMedium'],
  ['utm_campaign', 'utmCampaign'],
  ['utm_content', 'utmContent'],
  ['utm_term', 'utmTerm'],
  ['gclid', 'gclid'],
  ['wbraid', 'wbraid'],
  ['gbraid', 'gbraid'],
  ['yclid', 'yclid'],
  ['fbclid', 'fbclid'],
  ['vkclid', 'vkclid'],
  ['rb_clickid', 'vkclid'],
  ['roistat', 'roistat']
]

const hostOf = (address: string): string => /^https?:\/\/([^/?#]+)/i.exec(address)?.[1]?.toLowerCase() ?? ''

const cookieOf = (cookies: string, name: string): string =>
  cookies
    .split('; ')
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? ''

/** By which this visit came; only what is known is in it. */
function originOf({ url, referrer }: PageView): Touch {
  const asked = new URL(url).searchParams
  const found = PARAMETERS.flatMap(([name, known]) => {
    const value = asked.get(name)?.slice(0, 500)
    return value ? [[known, value] as const] : []
  })
  const isOutside = hostOf(referrer) !== '' && hostOf(referrer) !== hostOf(url)
  return { ...Object.fromEntries(found), ...(isOutside && { referrer: referrer.slice(0, 2_000) }) }
}

/** By which the counters of the page know them; they may come to know them a moment after the page was opened. */
export function countersOf(cookies: string): Touch {
  const ymClientId = cookieOf(cookies, '_ym_uid').slice(0, 500)
  const gaClientId = /^GA\d\.\d\.(\d+\.\d+)$/.exec(cookieOf(cookies, '_ga'))?.[1]
  return { ...(ymClientId && { ymClientId }), ...(gaClientId && { gaClientId }) }
}

const isSame = (one: Touch, other: Touch): boolean =>
  PARAMETERS.every(([, name]) => one[name] === other[name]) && one.referrer === other.referrer

/** What is known after a page was opened. `before`: what was kept; what is too old, or no visits at all, is forgotten. */
export function visited(before: Visits | undefined, page: PageView, newId: () => string): Visits {
  const known = before && page.nowMs - before.seenMs < KEPT_MS ? before : undefined
  const origin = originOf(page)
  const comesFromSomewhere = Object.keys(origin).length > 0
  const isNews = comesFromSomewhere && !(known && isSame(known.last, origin))
  const goesOn = known !== undefined && !isNews && Math.abs(page.nowMs - known.seenMs) < VISIT_MS
  const touch: Touch = {
    at: new Date(page.nowMs).toISOString(),
    landing: (page.url.split('#')[0] ?? '').slice(0, 2_000),
    ...origin
  }
  return {
    visit: goesOn ? known.visit : newId(),
    seenMs: page.nowMs,
    first: known?.first ?? touch,
    last: known && !isNews && (goesOn || !comesFromSomewhere) ? known.last : touch
  }
}

/** What was kept, if it is what we keep. */
export function readVisits(text: string | null): Visits | undefined {
  try {
    const kept = JSON.parse(text ?? 'null') as Visits | null
    const isWhole = kept?.first && kept.last && typeof kept.visit === 'string' && typeof kept.seenMs === 'number'
    return isWhole ? kept : undefined
  } catch {
    return undefined // somebody else's
  }
}
