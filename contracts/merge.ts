import { type Static, Type } from 'typebox'
import { Contact } from './contact.ts'
import { NullableTime, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })
const UserBrief = Type.Object({ id: Id, name: Type.String() })
const Choices = Type.Record(Type.String({ maxLength: 100 }), Id, {
  description: 'by field (displayName, account, note, owner, team, fields.<key>): the contact whose value is taken'
})

/** Ids of one system that differ: a person decides whether this is one contact. */
const KeyConflict = Type.Object({
  system: Type.String(),
  values: Type.Array(Type.Object({ contact: Id, value: Type.String() }))
})
export type KeyConflict = Static<typeof KeyConflict>

export const NewMerge = Type.Object(
  {
    winner: Id,
    losers: Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true }),
    fields: Type.Optional(Choices),
    preview: Type.Optional(Type.Boolean({ description: 'only say what would come of it' })),
    despiteConflicts: Type.Optional(Type.Boolean({ description: 'also when other systems call them differently' }))
  },
  { additionalProperties: false }
)
export type NewMerge = Static<typeof NewMerge>

export const MergePreview = Type.Object({
  fields: Type.Array(
    Type.Object({
      field: Type.String(),
      chosen: Type.String({ format: 'uuid', description: 'the contact whose value is taken' }),
      values: Type.Array(Type.Object({ contact: Id, value: Type.Unknown() }), { description: 'the winner first' })
    }),
    { description: 'what one contact can have only one of, wherever they differ' }
  ),
  conflicts: Type.Array(KeyConflict),
  result: Contact
})
export type MergePreview = Static<typeof MergePreview>

/** A merge that was done, and may have been undone. */
export const Merge = Type.Object({
  id: Id,
  winner: Id,
  losers: Type.Array(Id),
  contacts: Type.Array(Type.Object({ id: Id, displayName: Type.String() }), {
    description: 'the winner and the losers with the names that they had'
  }),
  fields: Choices,
  by: Type.Union([UserBrief, Type.Null()], { description: 'null: a program' }),
  at: Time,
  undoneAt: NullableTime,
  undoneBy: Type.Union([UserBrief, Type.Null()])
})
export type Merge = Static<typeof Merge>

/** With the contact that the winner belongs to now. */
export const MergeDone = Type.Object({ ...Merge.properties, contact: Contact })
export type MergeDone = Static<typeof MergeDone>

export const Duplicate = Type.Object({
  id: Id,
  contacts: Type.Array(Contact, { minItems: 2, maxItems: 2 }),
  score: Type.Number({ minimum: 0, maximum: 1 }),
  evidence: Type.Array(
    Type.Object({
      code: Type.Enum(['same-phone', 'same-email', 'same-messenger', 'same-name'], { type: 'string' }),
      text: Type.String({ description: 'an English sentence' }),
      value: Type.Optional(Type.String())
    })
  ),
  conflicts: Type.Array(KeyConflict),
  state: Type.Enum(['open', 'dismissed', 'merged'], { type: 'string' }),
  foundAt: Time
})
export type Duplicate = Static<typeof Duplicate>
