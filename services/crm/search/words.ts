import { fold } from '../search.ts'
import type { Db } from '../transaction.ts'

/** A word that is looked for, with what it may stand for instead. */
export interface Term {
  readonly words: readonly string[]
  /** It may go on: the reader is typing it. */
  readonly begins: boolean
  /** It is passed over if it says nothing, as "the" does. */
  readonly mayDrop: boolean
}

/** The last word is still being typed; of a name all may be. */
export const termsOf = (words: readonly string[], which: 'last' | 'all'): Term[] =>
  words.map((word, at) => ({
    words: [word],
    begins: which === 'all' || at === words.length - 1,
    mayDrop: which === 'last' && words.length > 1
  }))

/** The query of PostgreSQL for terms, all of which must be there; '' when they say nothing. */
export async function queryOf(db: Db, terms: readonly Term[]): Promise<string> {
  if (terms.length === 0) return ''
  const { rows } = await db.query<{ query: string }>({
    name: 'search-query',
    text: 'select search_query($1)::text as query',
    values: [JSON.stringify(terms)]
  })
  return rows[0]?.query ?? ''
}

const MIN_LENGTH = 4
const MAX_NEAR = 4

/**
 * What misspelled words may mean, by the words that are known: `undefined` when none is misspelled, or nothing is like it.
 */
export async function corrected(db: Db, words: readonly string[]): Promise<(readonly string[])[] | undefined> {
  const near = await Promise.all(words.map((word) => nearWords(db, word)))
  return near.some((alternatives) => alternatives.length > 0)
    ? words.map((word, at) => [...(near[at] ?? []), word])
    : undefined
}

async function nearWords(db: Db, word: string): Promise<string[]> {
  const swapped = swapLayout(word)
  const { rows } = await db.query<{ word: string; how: 'same' | 'swapped' | 'near' }>({
    name: 'near-words',
    text: `(select word, 'same' as how from search_word where word >= $1 and word < $1 || chr(1114111) limit 1)
      union all (select word, 'swapped' from search_word where word >= $2 and word < $2 || chr(1114111) limit 1)
      union all (select word, 'near' from search_word where length($1) >= $3 and word % $1
        order by similarity(word, $1) desc, word limit 20)`,
    values: [word, swapped, MIN_LENGTH]
  })
  if (rows.some(({ how }) => how === 'same')) return []
  if (rows.some(({ how }) => how === 'swapped')) return [swapped]
  const allowed = word.length < 6 ? 1 : 2
  const near = rows
    .map((row) => ({ word: row.word, distance: distanceOf(word, row.word) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
  return near
    .filter(({ distance }) => distance === near[0]?.distance)
    .map((each) => each.word)
    .slice(0, MAX_NEAR)
}

/** How many letters must be added, left out, changed, or swapped with the next: with an end that is not typed yet. */
export function distanceOf(typed: string, word: string): number {
  let older: number[] = []
  let old = Array.from({ length: word.length + 1 }, (_, at) => at)
  for (let i = 1; i <= typed.length; i++) {
    const row = [i]
    for (let j = 1; j <= word.length; j++) {
      const isSame = typed[i - 1] === word[j - 1]
      let least = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) {
        least = Math.min(least, (older[j - 2] ?? 0) + 1)
      }
      row.push(least)
    }
    older = old
    old = row
  }
  // Two letters more at its end cost one: the word is declined, or not typed to its end.
  return Math.min(...old.map((distance, at) => distance + Math.ceil((word.length - at) / 2)))
}

const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбю'

/** The word as the same keys give it in the other layout: "ghbdtn" is "привет". */
export function swapLayout(word: string): string {
  const swap = (letter: string): string => CYRILLIC[LATIN.indexOf(letter)] ?? LATIN[CYRILLIC.indexOf(letter)] ?? letter
  return fold([...word].map(swap).join(''))
}

/** Takes in the words that were written since. */
export async function learnWords(db: Db): Promise<void> {
  await db.query('select learn_words()')
}
