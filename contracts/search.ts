import { type Static, Type } from 'typebox'
import { Contact } from './contact.ts'
import { Interaction } from './interaction.ts'
import { NullableString } from './words.ts'

/** A piece of text as it is shown: no HTML; what was looked for is a hit. */
const Fragment = Type.Object({ text: Type.String(), hit: Type.Boolean() })
export type Fragment = Static<typeof Fragment>

/** Where it was found: a field, and the part of it around what was found, in pieces that follow each other. */
export const Highlight = Type.Object({
  field: Type.String({
    description: 'displayName, account, note, phones, emails …; subject, text, transcript, note …'
  }),
  fragments: Type.Array(Fragment)
})
export type Highlight = Static<typeof Highlight>

export const SearchResult = Type.Object({
  contacts: Type.Array(Type.Object({ contact: Contact, highlights: Type.Array(Highlight) })),
  interactions: Type.Array(Type.Object({ interaction: Interaction, highlights: Type.Array(Highlight) })),
  corrected: Type.Union([NullableString], {
    description: 'what was looked for instead, when nothing is written as it was typed; else null'
  })
})
export type SearchResult = Static<typeof SearchResult>
