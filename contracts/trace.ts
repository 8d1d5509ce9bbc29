import { type Static, Type } from 'typebox'
import { CallSnapshot } from './call.ts'
import { CALL_EVENT_TYPES } from './event.ts'

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
