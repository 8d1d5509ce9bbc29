import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { SubmittedField } from '../../../contracts/submission.ts'

/** A lead as rules look at it. */
export interface SoughtLead {
  readonly id: string
  readonly form: string | null
  readonly source: string | null
  /** E.164 where it has a country. */
  readonly phone: string | null
  readonly name: string | null
  readonly text: string
  readonly fields: readonly SubmittedField[]
}

const LANGUAGE_FIELD = /^(?:language|lang|locale|язык)$/i
const MOST_LETTERS = 2_000

/**
 * Of a field that names it, else of the letters: who writes Cyrillic reads it, whatever Latin names and fields are among it.
 * Undefined for what has neither kind.
 */
export function languageOf({ name, text, fields }: Pick<SoughtLead, 'name' | 'text' | 'fields'>): string | undefined {
  const named = fields.find((field) => LANGUAGE_FIELD.test(field.name) && /^[a-z]{2}\b/i.test(field.value.trim()))
  if (named) return named.value.trim().slice(0, 2).toLowerCase()
  const written = `${name ?? ''} ${text}`.slice(0, MOST_LETTERS)
  if (/\p{Script=Cyrillic}{2}/u.test(written)) return 'ru'
  return /\p{Script=Latin}/u.test(written) ? 'en' : undefined
}

/** `region`: a country (RU), or how a number begins (+7495). */
export function isOfRegion(phone: string | null, region: string): boolean {
  if (phone === null || !phone.startsWith('+')) return false
  return region.startsWith('+') ? phone.startsWith(region) : parsePhoneNumberFromString(phone)?.country === region
}
