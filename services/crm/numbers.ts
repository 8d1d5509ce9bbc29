import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'

const MAX_RAW = 64
// Everything that people and exchanges put between digits.
const BODY = /^[+\d\s().[\]\-/~*#]+$/
const DASH = /[\p{Pd}\u2212]/gu
/** Marks of writing direction, zero-width blanks: they come along when a number is copied from a page. */
const UNSEEN = /\p{Cf}/gu
const SCHEME = /^(?:tel|sips?|callto|phone|whatsapp|fax):/i
/** `"Anna" <sip:…>` */
const IN_BRACKETS = /^[^<]*<((?:tel|sips?):[^<>]*)>.*$/is
const WORD_BEFORE = /^(?:тел(?:ефон)?|т|моб(?:ильный)?|факс|phone|tel|mob(?:ile)?|fax|cell)[.:\s]+(?=[+\d(])/iu
const EXTENSION = /[\s,;(]*(?:доб(?:авочный)?|внутр(?:енний)?|вн|ext(?:ension)?|x)[.:\s]*\d{1,8}\s*\)?$/iu
/** What a telephone dials after a pause; `#12` only after a whole number. */
const DIALLED_AFTER = /(?:\s*[,;pw]+\s*\d{1,8}#?|(?<=(?:\d[\s().-]*){10})\s*#\d{1,6})$/i

/** The number without scheme, host, parameters and extension; undefined if that is not the text of a number. */
function bodyOf(raw: string): string | undefined {
  if (raw.length > MAX_RAW * 4) return undefined
  const plain = raw
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(DASH, '-')
    .replace(/[\s_]+/g, ' ')
    .trim()
  const address = plain
    .replace(IN_BRACKETS, '$1')
    .replace(SCHEME, '')
    .replace(/@.*$|(?:;[a-z][\w-]*(?:=[^;\s]*)?)+$/is, '')
  const body = address.replace(WORD_BEFORE, '').replace(EXTENSION, '').replace(DIALLED_AFTER, '').trim()
  if (body.length > MAX_RAW || !BODY.test(body) || !/\d/.test(body)) return undefined
  return body.replace(/^\++/, '+').replaceAll('[', '(').replaceAll(']', ')')
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
  const digits = body.replace(/[^\d*#]/g, '')
  // The prefix of most countries is written in all of them.
  const abroad = digits.startsWith('00') ? parsePhoneNumberFromString(`+${digits.slice(2)}`) : undefined
  return abroad?.isValid() ? abroad.number : digits || null
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
