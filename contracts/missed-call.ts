import { type Static, Type } from 'typebox'
import { NullableString, NullableTime, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })
const NullableId = Type.Union([Id, Type.Null()])
const Brief = Type.Object({ id: Id, name: Type.String() })

/**
 * A customer who called and reached nobody: one entry, however often they tried. It closes by itself when the customer
 * was reached, by anyone on any channel.
 */
export const MissedCall = Type.Object({
  id: Id,
  contact: Type.Union([Type.Object({ id: Id, displayName: Type.String() }), Type.Null()]),
  number: Type.Union([Type.String(), Type.Null()], { description: 'what to call back; null: it was withheld' }),
  name: Type.Union([Type.String(), Type.Null()], { description: 'as the telephone system had it' }),
  line: NullableString,
  lineName: NullableString,
  queue: NullableString,
  firstAt: Time,
  lastAt: Time,
  attempts: Type.Integer({
    minimum: 0,
    description: '0: it turned out that somebody had answered. Only in the event stream, to take it off the list.'
  }),
  interaction: Type.Union([NullableId], { description: 'the last attempt' }),
  owner: Type.Union([Brief, Type.Null()], { description: 'who sees to it; at first, whose contact it is' }),
  team: Type.Union([Brief, Type.Null()]),
  dueAt: Type.String({
    format: 'date-time',
    description: 'the end of the first attempt and `missed.answerWithinMinutes`'
  }),
  overdue: Type.Boolean({ description: 'open, and its time was over when this was said' }),
  state: Type.Enum(['open', 'closed'], { type: 'string' }),
  closedAt: NullableTime,
  closedBy: Type.Union([
    Type.Object({
      interaction: Type.Union([NullableId], {
        description: 'that in which the customer was reached; null: closed by hand'
      }),
      user: Type.Union([Brief, Type.Null()])
    }),
    Type.Null()
  ]),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'what was said when it was closed by hand' }),
  version: Type.Integer()
})
export type MissedCall = Static<typeof MissedCall>

export const MissedCallPatch = Type.Object(
  {
    ownerId: Type.Optional(NullableId),
    teamId: Type.Optional(NullableId),
    state: Type.Optional(Type.Literal('closed')),
    reason: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()], { description: 'with `state`' })),
    version: Type.Optional(
      Type.Integer({
        description: 'as it was read: when somebody was quicker, the answer is 409 and nothing is changed'
      })
    )
  },
  { additionalProperties: false, minProperties: 1 }
)
export type MissedCallPatch = Static<typeof MissedCallPatch>

export const MissedCallSummary = Type.Object({
  open: Type.Integer(),
  overdue: Type.Integer(),
  closedToday: Type.Integer(),
  withinLevelToday: Type.Integer({ description: 'of those closed today: before they were due' })
})
export type MissedCallSummary = Static<typeof MissedCallSummary>
