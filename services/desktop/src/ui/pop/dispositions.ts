/** What may have come of a call, as it is stored; others' words are shown as they are. */
export const DISPOSITIONS = ['resolved', 'call-back', 'sale', 'complaint', 'wrong-number'] as const

type Disposition = (typeof DISPOSITIONS)[number]

export const isOurs = (word: string): word is Disposition => (DISPOSITIONS as readonly string[]).includes(word)
