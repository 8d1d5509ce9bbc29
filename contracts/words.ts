import { type Static, Type } from 'typebox'

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

/** A user, a team or an organisation, as others name it. */
export const Brief = Type.Object({ id: Type.String({ format: 'uuid' }), name: Type.String() })
export type Brief = Static<typeof Brief>
export const NullableBrief = Type.Union([Brief, Type.Null()])

export const NullableTime = Type.Union([Time, Type.Null()])
export const NullableString = Type.Union([Type.String(), Type.Null()])

const literals = <T extends string[]>(...words: T) => Type.Enum<T>(words as readonly [...T], { type: 'string' })

export const Channel = literals('call', 'email', 'form', 'chat', 'crm')
export type Channel = Static<typeof Channel>

export const Direction = literals('inbound', 'outbound', 'internal')
export type Direction = Static<typeof Direction>

export const InteractionState = literals('queued', 'alerting', 'connected', 'held', 'ended')
export type InteractionState = Static<typeof InteractionState>

export const InteractionOutcome = literals('answered', 'missed', 'abandoned', 'busy', 'failed', 'voicemail')
export type InteractionOutcome = Static<typeof InteractionOutcome>

/** CSTA (ECMA-269) connection states. */
export const ConnectionState = literals('initiated', 'alerting', 'queued', 'connected', 'held', 'failed', 'null')
export type ConnectionState = Static<typeof ConnectionState>

export const Via = literals('dial', 'queue', 'transfer', 'pickup', 'park', 'conference', 'click-to-call', 'message')
export type Via = Static<typeof Via>

export const ParticipantOutcome = literals(
  'answered',
  'answered-elsewhere',
  'no-answer',
  'busy',
  'declined',
  'cancelled',
  'failed'
)
export type ParticipantOutcome = Static<typeof ParticipantOutcome>

export const TransferKind = literals('blind', 'attended', 'blonde')
export type TransferKind = Static<typeof TransferKind>

export const Role = literals('agent', 'supervisor', 'marketer', 'admin')
export type Role = Static<typeof Role>

/** Whose customers a person sees: everybody's, their teams', or their own; and always those who are nobody's. */
export const Sees = literals('all', 'team', 'own')
export type Sees = Static<typeof Sees>
