import { type Static, Type } from 'typebox'
import { Channel, Direction } from './words.ts'

const Id = Type.String({ format: 'uuid' })

const DispositionFields = {
  key: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$', description: 'what an interaction carries; it stays' }),
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  parentId: Type.Union([Id, Type.Null()]),
  active: Type.Boolean({ description: 'false: no longer offered; what has it keeps it' }),
  place: Type.Integer({ minimum: 0, maximum: 10_000, description: 'among its siblings' }),
  channels: Type.Union([Type.Array(Channel, { minItems: 1, uniqueItems: true }), Type.Null()], {
    description: 'null: every channel'
  }),
  direction: Type.Union([Direction, Type.Null()], { description: 'null: every direction' })
}

/** What may have come of an interaction: a tree, told as a list by place, that administrators set. */
export const Disposition = Type.Object({ id: Id, ...DispositionFields })
export type Disposition = Static<typeof Disposition>

const { key: _key, name: _name, ...optional } = DispositionFields
export const NewDisposition = Type.Object(
  {
    key: DispositionFields.key,
    name: DispositionFields.name,
    ...Type.Partial(Type.Object(optional)).properties
  },
  { additionalProperties: false }
)
export type NewDisposition = Static<typeof NewDisposition>

const { key: _own, ...changeable } = DispositionFields
export const DispositionPatch = Type.Partial(Type.Object(changeable), {
  additionalProperties: false,
  minProperties: 1
})
export type DispositionPatch = Static<typeof DispositionPatch>
