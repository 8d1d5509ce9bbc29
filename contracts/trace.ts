import { type Static, Type } from 'typebox'
import { CallSnapshot } from './call.ts'
import { CALL_EVENT_TYPES } from './event.ts'
import { NullableString, Time } from './words.ts'

/**
 * `message`: the vendor said it. `picture`: the system was asked what is so (after a lost link). `missing`: a hang-up
 * that never came. `expected`, `failed`: a call that the hub itself asked for, and that came to nothing. `restored`: what
 * was known of the call when the adapter started anew. `settings`: how the adapter was told to read. `gap`: so many
 * entries were dropped here.
 */
const TRACE_KINDS = ['message', 'picture', 'missing', 'expected', 'failed', 'restored', 'settings', 'gap'] as const

/** What was told of one call. */
const TraceTold = Type.Object({
  type: Type.Enum([...CALL_EVENT_TYPES], { type: 'string' }),
  subject: Type.String(),
  snapshot: CallSnapshot
})
export type TraceTold = Static<typeof TraceTold>

/** One thing that an adapter took in about a call, and what it told because of it. */
export interface TraceEntry {
  /** Grows within an adapter instance; starts from the clock in microseconds, so that it outlives a restart. */
  readonly sequence: number
  /** Microseconds since the epoch. */
  readonly at: number
  readonly kind: (typeof TRACE_KINDS)[number]
  /** The vendor's word for it, e.g. `Newchannel`. */
  readonly name: string
  /** JSON, as the adapter's own replay takes it. */
  readonly data: unknown
  readonly told: readonly TraceTold[]
}

const TraceChange = Type.Object({
  subject: Type.String({ description: 'of which call: a transfer makes one of two' }),
  field: Type.String({ description: 'e.g. `state`, `participants[PJSIP/101].answeredAt`' }),
  from: Type.Unknown(),
  to: Type.Unknown()
})
export type TraceChange = Static<typeof TraceChange>

const TraceItem = Type.Object({
  sequence: Type.Integer({ description: 'grows; the order in which the adapter took it in' }),
  at: Type.String({ format: 'date-time', description: 'ISO 8601, UTC, to the microsecond' }),
  kind: Type.Enum([...TRACE_KINDS], { type: 'string' }),
  name: Type.String({ description: "the source's own word for it" }),
  data: Type.Unknown({ description: 'as the source said it' }),
  changes: Type.Array(TraceChange, { description: 'what differs between what was told before and after' }),
  told: Type.Array(TraceTold, { description: 'the whole state that was told because of it' })
})
export type TraceItem = Static<typeof TraceItem>

/** Why an interaction looks as it does: everything that made it, in order. */
export const InteractionTrace = Type.Object({
  interaction: Type.Object({ id: Type.String({ format: 'uuid' }) }),
  source: Type.Object({ system: Type.String(), instance: Type.String() }),
  masked: Type.Boolean({ description: 'numbers and names of outside parties are replaced' }),
  keptSince: Type.Union([Time, Type.Null()], { description: 'older ones are gone; null: none are kept' }),
  items: Type.Array(TraceItem),
  nextCursor: NullableString
})
export type InteractionTrace = Static<typeof InteractionTrace>
