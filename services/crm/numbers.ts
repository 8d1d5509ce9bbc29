import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'

const MAX_RAW = 64
// Everything that people and exchanges put between digits.
const BODY = /^[+\d\s().\-–—/~*#\u00a0]+$/
const EXTENSION = /[\s,;]*(?:доб(?:авочный)?|ext(?:ension)?|x|вн)\.?[\s:]*\d{1,8}$/i

/** The number without scheme, host, parameters and extension; undefined if that is not the text of a number. */
function bodyOf(raw: string): string | undefined {
  if (raw.length > MAX_RAW * 4) return undefined
  const address = raw
    .trim()
    .replace(/^(tel|sips?):/i, '')
    .replace(/[@;].*$/s, '')
  const body = address.replace(EXTENSION, '').trim()
  return body.length <= MAX_RAW && BODY.test(body) && /\d/.test(body) ? body : undefined
}

const countryOf = (region: string): CountryCode | undefined => (isSupportedCountry(region) ? region : undefined)

/**
 * The key by which numbers are compared: E.164 where the number has a country (`region` is assumed for those written
 * without), else the bare digits, as of extensions and short numbers. Null for what is not a number: "anonymous".
 */
export function numberKey(raw: string | null | undefined, region: string): string | null {
  const body = bodyOf(raw ?? '')
  if (body === undefined) return null
  const defaultCountry = countryOf(region)
  const parsed = /[*#]/.test(body)
    ? undefined
    : parsePhoneNumberFromString(body, { ...(defaultCountry ? { defaultCountry } : {}), extract: false })
  if (parsed?.isPossible()) return parsed.number
  return body.replace(/[^\d*#]/g, '') || null
}

/** How an E.164 number is dialled inside its own country, digits only; undefined if it is not of `region`. */
export function nationalDigits(e164: string, region: string): string | undefined {
  const country = countryOf(region)
  if (!country) return undefined
  const parsed = parsePhoneNumberFromString(e164)
  const home = parsePhoneNumberFromString('0000000', country)
  if (!parsed || parsed.countryCallingCode !== home?.countryCallingCode) return undefined
  return parsed.formatNational().replace(/\D/g, '')
}

export const isE164 = (key: string): boolean => key.startsWith('+')

interface Regions {
  readonly region: string
  readonly lines: readonly { readonly address: string; readonly region?: string }[]
  readonly adapters: readonly { readonly name: string; readonly region?: string }[]
}

/** Whose numbering holds for a call: the line's, else the instance's, else the hub's. */
export function regionOf(hub: Regions, line: string | null, instance: string): string {
  const ofLine = hub.lines.find(({ address }) => address === line)?.region
  return ofLine ?? hub.adapters.find(({ name }) => name === instance)?.region ?? hub.region
}
