import { type Static, Type } from 'typebox'
import {
  ConnectionState,
  Direction,
  InteractionOutcome,
  InteractionState,
  NullableString,
  NullableTime,
  ParticipantOutcome,
  Time,
  TransferKind,
  Via
} from './words.ts'

const Seconds = Type.Number({ minimum: 0, description: 'seconds, to the millisecond' })

/** One endpoint in one call: however many channels, contacts and ring rounds it had, it is one participant. */
export const CallParticipant = Type.Object({
  key: Type.String({ description: 'stable within the call' }),
  kind: Type.Enum(['agent', 'remote'], { type: 'string' }),
  endpoint: NullableString,
  address: Type.String({ description: 'extension of an agent, number of a remote party, as the PBX writes it' }),
  name: NullableString,
  via: Via,
  state: ConnectionState,
  offeredAt: Time,
  answeredAt: NullableTime,
  leftAt: NullableTime,
  outcome: Type.Union([ParticipantOutcome, Type.Null()]),
  talkSeconds: Seconds,
  holdSeconds: Seconds
})
export type CallParticipant = Static<typeof CallParticipant>

export const CallTransfer = Type.Object({ at: Time, kind: TransferKind, by: Type.String(), to: Type.String() })
export type CallTransfer = Static<typeof CallTransfer>

/** A recording of a talk, or a message that a caller left. */
const CallRecording = Type.Object({
  id: Type.String({ description: "the file's name on the PBX, from the folder of recordings on" }),
  startedAt: Time,
  seconds: Type.Optional(Type.Union([Seconds, Type.Null()], { description: 'null while it goes on' })),
  mailbox: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'where a message was left' }))
})

/** Why a call did not come about, in words that do not depend on the vendor. */
const FAILURE_REASONS = [
  'phone-busy',
  'phone-unreachable',
  'phone-no-answer',
  'phone-declined',
  'destination-busy',
  'destination-unreachable',
  'destination-no-answer',
  'destination-declined',
  'no-such-number',
  'congestion',
  'link-lost',
  'expired',
  'interrupted',
  'not-permitted'
] as const
export const FailureReason = Type.Enum([...FAILURE_REASONS], { type: 'string' })
export type FailureReason = Static<typeof FailureReason>

/**
 * The whole state of one call as its adapter sees it. A consumer applies it if `version` is newer than what it has and
 * ignores it if not: events may come twice, late or out of order.
 */
export const CallSnapshot = Type.Object({
  version: Type.Integer({ minimum: 0, description: 'only grows; starts from the clock, in microseconds' }),
  direction: Direction,
  state: InteractionState,
  outcome: Type.Union([InteractionOutcome, Type.Null()]),
  reason: Type.Union([FailureReason, Type.Null()]),
  startedAt: Time,
  answeredAt: NullableTime,
  endedAt: NullableTime,
  waitSeconds: Seconds,
  talkSeconds: Seconds,
  holdSeconds: Seconds,
  remote: Type.Object({
    raw: NullableString,
    name: NullableString
  }),
  line: NullableString,
  queue: NullableString,
  participants: Type.Array(CallParticipant),
  transfers: Type.Array(CallTransfer),
  recordings: Type.Array(CallRecording),
  merged: Type.Array(Type.String(), { description: 'subjects of the calls that turned out to be this one' }),
  ids: Type.Array(Type.String(), { description: "the vendor's ids of the call" }),
  estimated: Type.Array(Type.String(), {
    description: 'names of what is an estimate, of the call or its participants, e.g. endedAt after a lost link'
  })
})
export type CallSnapshot = Static<typeof CallSnapshot>
