import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js'
import { fold } from '../search.ts'

/** A number or an address that somebody wrote, as it is compared. */
export interface Mention {
  readonly kind: 'phone' | 'email'
  readonly value: string
}

/** What stands further down in a letter is mostly older letters; reading it would hold up the others. */
const MAX_TEXT = 20_000
const MAX_FOUND = 50
/** A tax id has as many digits as a number. */
const NO_PHONE_BEFORE =
  /(?:инн|кпп|огрн(?:ип)?|бик|окпо|снилс|сч[её]та?|р\/с|к\/с|договор|заказ|inn|vat|order|[№#])[\s:.№#]*$/iu
const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}_%+-][\p{L}\p{N}._%+-]{0,63}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu

/** The numbers (`region` is assumed for those without a country) and addresses in a text, each once. */
export function mentionsIn(text: string, region: string): Mention[] {
  const part = text.slice(0, MAX_TEXT)
  const options = { ...(isSupportedCountry(region) ? { defaultCountry: region } : {}), v2: true as const }
  const numbers = findPhoneNumbersInText(part, options).flatMap(({ number, startsAt }) =>
    NO_PHONE_BEFORE.test(part.slice(Math.max(0, startsAt - 20), startsAt)) ? [] : [number.number]
  )
  const addresses = (part.match(EMAIL) ?? []).map(fold)
  return [
    ...[...new Set(numbers)].slice(0, MAX_FOUND).map((value) => ({ kind: 'phone' as const, value })),
    ...[...new Set(addresses)].slice(0, MAX_FOUND).map((value) => ({ kind: 'email' as const, value }))
  ]
}
