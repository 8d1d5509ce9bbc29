import type { Touch } from '../../contracts/submission.ts'
import { type Field, firstOf } from './fields.ts'

type Name = keyof Touch

/** By which parameters of an address, or hidden fields, a visit is known. */
const PARAMETERS: Readonly<Record<string, Name>> = {
  utm_source: 'utmSource',
  utm_medium: 'utmMedium',
  utm_campaign: 'utmCampaign',
  utm_content: 'utmContent',
  utm_term: 'utmTerm',
  utmsource: 'utmSource',
  utmmedium: 'utmMedium',
  utmcampaign: 'utmCampaign',
  utmcontent: 'utmContent',
  utmterm: 'utmTerm',
  gclid: 'gclid',
  gcl_id: 'gclid',
  wbraid: 'wbraid',
  gbraid: 'gbraid',
  yclid: 'yclid',
  ymclid: 'yclid',
  fbclid: 'fbclid',
  vkclid: 'vkclid',
  rb_clickid: 'vkclid',
  roistat: 'roistat',
  roistat_visit: 'roistat',
  _ym_uid: 'ymClientId',
  yaclientid: 'ymClientId',
  ym_client_id: 'ymClientId',
  ga_client_id: 'gaClientId',
  gcid: 'gaClientId',
  utm_referrer: 'referrer',
  referrer: 'referrer'
}

const LONG: ReadonlySet<Name> = new Set(['referrer', 'landing'])
const cut = (name: Name, value: string): string => value.slice(0, LONG.has(name) ? 2_000 : name === 'at' ? 40 : 500)

const NAMES: ReadonlySet<string> = new Set<Name>([
  ...(Object.values(PARAMETERS) as Name[]),
  ...(['at', 'referrer', 'landing'] as const)
])

/** What a script on the page kept of a visit; only what is known is taken. */
export function touchOf(value: unknown): Touch | null {
  if (typeof value !== 'object' || value === null) return null
  const known = Object.entries(value).flatMap(([name, held]) =>
    NAMES.has(name) && typeof held === 'string' && held !== '' ? [[name, cut(name as Name, held)]] : []
  )
  return known.length > 0 ? (Object.fromEntries(known) as Touch) : null
}

/** The same, as JSON. */
function readTouch(text: string | undefined): Touch | null {
  if (text === undefined || text.length > 20_000) return null
  try {
    return touchOf(JSON.parse(text))
  } catch {
    return null // not made by our script
  }
}

type Found = readonly (readonly [Name, string])[]

const fromPairs = (pairs: Iterable<readonly [string, string]>): Found =>
  [...pairs].flatMap(([name, value]) => {
    const key = name.toLowerCase()
    const known = Object.hasOwn(PARAMETERS, key) ? PARAMETERS[key] : undefined
    return known !== undefined && value.trim() !== '' ? [[known, cut(known, value)] as const] : []
  })

function fromPage(page: string | null): Found {
  if (page === null) return []
  try {
    return fromPairs(new URL(page).searchParams)
  } catch {
    return [] // not an address
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const GA = /^GA\d\.\d\.(\d+\.\d+)$/

/** Cookies that a vendor passes on, as one text. */
function fromCookies(text: string | undefined): Found {
  const cookies = (text ?? '').split(';').flatMap((cookie): [string, string][] => {
    const at = cookie.indexOf('=')
    return at < 0 ? [] : [[cookie.slice(0, at).trim(), decoded(cookie.slice(at + 1).trim())]]
  })
  return cookies.flatMap(([name, value]): Found => {
    if (name === 'TILDAUTM') {
      return fromPairs(
        value
          .split('|||')
          .map((pair) => pair.split('=', 2) as [string, string])
          .filter(([, v]) => v)
      )
    }
    if (name === '_ga') {
      const client = GA.exec(value)?.[1]
      return client ? [['gaClientId', client]] : []
    }
    return fromPairs([[name, value]])
  })
}

/** Earlier ones win. */
const join = (...found: readonly Found[]): Touch | null => {
  const pairs = found.flat()
  return pairs.length > 0 ? (Object.fromEntries([...pairs].reverse()) as Touch) : null
}

/**
 * The first and the last visit: as the script of the page kept them; else the last of explicit fields, the page's address
 * and cookies, in this order.
 */
export function touchesOf(fields: readonly Field[], page: string | null): { first: Touch | null; last: Touch | null } {
  const explicit = fromPairs(fields.map(({ name, value }) => [name, value] as const))
  const said = readTouch(firstOf(fields, '_last'))
  const seen = join(explicit, fromPage(page), fromCookies(firstOf(fields, 'cookies')))
  const last = said || seen ? { ...seen, ...said } : null
  return {
    first: readTouch(firstOf(fields, '_first')),
    last: last && page ? { landing: cut('landing', page), ...last } : last
  }
}
