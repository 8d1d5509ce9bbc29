import type { TFunction } from 'i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'

/** What may have come of a call, as it is stored; others' words are shown as they are. */
export const DISPOSITIONS = ['resolved', 'call-back', 'sale', 'complaint', 'wrong-number'] as const

type Disposition = (typeof DISPOSITIONS)[number]

const isOurs = (word: string): word is Disposition => (DISPOSITIONS as readonly string[]).includes(word)

/** What came of it, in the reader's language where the word is ours. */
export function dispositionOf(t: TFunction, { disposition }: Interaction): string | null {
  return disposition !== null && isOurs(disposition) ? t(`talk.dispositions.${disposition}`) : disposition
}
