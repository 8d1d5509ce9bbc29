import { AsYouType, isSupportedCountry } from 'libphonenumber-js'

/** What somebody typed into a search box may mean. */
export interface Search {
  readonly text: string
  /** Letters and digits only, folded as `fold` folds names. None when there is nothing to look for. */
  readonly words: readonly string[]
  /** Set when it may be a part of a telephone number: how its key begins (two readings), or its digits. */
  readonly number: { readonly begins: readonly [string, string]; readonly digits: string } | null
}

const MAX_WORDS = 12
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u
const NUMBER_PART = /^[+\d\s().\-–—/]+$/

/** Text as it is compared: neither case nor ё, nor the locale of the database, makes a difference. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е')

export function searchOf(typed: string, region: string): Search | undefined {
  const text = typed.trim()
  if (!text) return undefined
  const words = fold(text).split(BETWEEN_WORDS).filter(Boolean).slice(0, MAX_WORDS)
  const digits = text.replace(/\D/g, '')
  if (digits.length < 2 || !NUMBER_PART.test(text)) return { text, words, number: null }
  const typing = new AsYouType(isSupportedCountry(region) ? region : undefined)
  typing.input(text)
  return { text, words, number: { begins: [typing.getNumberValue() ?? digits, digits], digits } }
}

/** `%` and `_` mean themselves. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
