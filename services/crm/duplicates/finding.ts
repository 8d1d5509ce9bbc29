import type { Duplicate } from '../../../contracts/merge.ts'
import { fold } from '../search.ts'

type Code = Duplicate['evidence'][number]['code']

/** Something that two contacts have in common. */
export interface Common {
  readonly other: string
  readonly code: Code
  readonly value: string
}

/** How likely two contacts with this in common are one. */
const WEIGHTS: Readonly<Record<Code, number>> = {
  'same-email': 0.7,
  'same-messenger': 0.7,
  'same-phone': 0.6,
  'same-name': 0.5
}
const WORDS: Readonly<Record<Code, string>> = {
  'same-email': 'Both have the address',
  'same-messenger': 'Both have the messenger',
  'same-phone': 'Both have the number',
  'same-name': 'They have the same name, and both are of'
}

/** A name as it is compared: its words in any order, without case, ё and punctuation; null when nothing is left. */
export function nameKey(name: string): string | null {
  const words = fold(name).match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length === 0 ? null : words.sort().join(' ').slice(0, 200)
}

export interface Suspect {
  readonly other: string
  readonly score: number
  readonly evidence: Duplicate['evidence']
}

/** One suspect a contact, with all that speaks for it: things in common count together, each kind once. */
export function suspectsOf(found: readonly Common[]): Suspect[] {
  const others = [...new Set(found.map(({ other }) => other))].sort()
  return others.map((other) => {
    const common = found.filter((each) => each.other === other)
    const doubt = [...new Set(common.map(({ code }) => code))].reduce((left, code) => left * (1 - WEIGHTS[code]), 1)
    return {
      other,
      score: Math.round((1 - doubt) * 100) / 100,
      evidence: common.map(({ code, value }) => ({ code, text: `${WORDS[code]} ${value}`, value }))
    }
  })
}
