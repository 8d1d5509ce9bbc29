import { type Static, Type } from 'typebox'
import { NullableBrief, Time } from './words.ts'

/**
 * The query of `GET /contacts` or `GET /interactions`, without cursor and limit. `since` of interactions may also be the
 * word `today`: whoever uses the segment puts in the time at which their own day began.
 */
const Filter = Type.Record(
  Type.String(),
  Type.Union([Type.String({ maxLength: 200 }), Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 })]),
  { maxProperties: 40 }
)
const Kind = Type.Enum(['contacts', 'interactions'], { type: 'string' })

/** A filter that was saved under a name. */
export const Segment = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  shared: Type.Boolean({ description: 'everybody sees it; else only its owner' }),
  kind: Kind,
  filter: Filter,
  owner: NullableBrief,
  createdAt: Time,
  updatedAt: Time
})
export type Segment = Static<typeof Segment>

const SegmentFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  shared: Type.Boolean(),
  filter: Filter
}
const closed = { additionalProperties: false }
export const NewSegment = Type.Object(
  { name: SegmentFields.name, kind: Kind, filter: Filter, shared: Type.Optional(SegmentFields.shared) },
  closed
)
export type NewSegment = Static<typeof NewSegment>
export const SegmentPatch = Type.Partial(Type.Object(SegmentFields), { ...closed, minProperties: 1 })
export type SegmentPatch = Static<typeof SegmentPatch>
