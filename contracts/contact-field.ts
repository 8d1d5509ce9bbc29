import { type Static, Type } from 'typebox'
import { Time } from './words.ts'

/**
 * What a value of a custom field is: a text, a number, a day (2026-11-30), true or false, one of the options, a list of
 * some of the options, the id of a user.
 */
const FieldType = Type.Enum(['text', 'number', 'date', 'boolean', 'choice', 'choices', 'user'], { type: 'string' })

/** A field of contacts that an administrator defined. */
export const ContactField = Type.Object({
  id: Type.String({ format: 'uuid' }),
  key: Type.String({ description: 'names it in `fields` of a contact, and as `field.<key>` in filters; stays' }),
  label: Type.String(),
  type: FieldType,
  options: Type.Array(Type.String(), { description: 'of a choice or choices; empty for other types' }),
  required: Type.Boolean({ description: 'a new contact must have it, and it cannot be emptied' }),
  archived: Type.Boolean({ description: 'what is there stays and is shown; nothing new is written' }),
  place: Type.Integer({ description: 'fields are shown in this order' }),
  createdAt: Time
})
export type ContactField = Static<typeof ContactField>

const Options = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 200, uniqueItems: true })
const closed = { additionalProperties: false }
const Label = Type.String({ minLength: 1, maxLength: 100 })
const Place = Type.Integer({ minimum: 0, maximum: 10_000 })
export const NewContactField = Type.Object(
  {
    key: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,39}$' }),
    label: Label,
    type: FieldType,
    options: Type.Optional(Options),
    required: Type.Optional(Type.Boolean()),
    place: Type.Optional(Place)
  },
  closed
)
export type NewContactField = Static<typeof NewContactField>
export const ContactFieldPatch = Type.Partial(
  Type.Object({ label: Label, options: Options, required: Type.Boolean(), archived: Type.Boolean(), place: Place }),
  { ...closed, minProperties: 1 }
)
export type ContactFieldPatch = Static<typeof ContactFieldPatch>
