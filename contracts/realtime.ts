import { type Static, Type } from 'typebox'
import { FeedItem } from './feed.ts'
import { Interaction } from './interaction.ts'
import { LeadPop } from './lead-offer.ts'
import { MissedCall } from './missed-call.ts'
import { PopContext } from './rest.ts'
import { TaskChange } from './task.ts'
import { Time } from './words.ts'

/**
 * The card for the person whose phone rings, or before whom a lead is put. One a person, however many tabs, devices and
 * ring rounds. That of a lead comes again when something of it changed, as when its call was stopped.
 */
export const ScreenPop = Type.Object({
  interaction: Interaction,
  candidates: PopContext.properties.candidates,
  why: PopContext.properties.why,
  recent: PopContext.properties.recent,
  offeredAt: Time,
  lead: Type.Optional(LeadPop)
})
export type ScreenPop = Static<typeof ScreenPop>

const WITHDRAWAL_REASONS = [
  'answered',
  'answered-elsewhere',
  'caller-hung-up',
  'no-answer',
  'declined',
  'busy',
  'transferred',
  'ended',
  'dismissed',
  'taken',
  'taken-elsewhere',
  'time-out',
  'closed'
] as const
/**
 * `answered`: by this very person, who has the call now; `taken`: the lead is theirs. `by` names the colleague who answered
 * or took it. `time-out`: it was put before the next; `closed`: it is no lead any more.
 */
export const ScreenPopWithdrawn = Type.Object({
  interaction: Interaction,
  reason: Type.Enum([...WITHDRAWAL_REASONS], { type: 'string' }),
  by: Type.Union([Type.String(), Type.Null()])
})
export type ScreenPopWithdrawn = Static<typeof ScreenPopWithdrawn>

export const AgentState = Type.Object({
  user: Type.Object({ id: Type.String(), name: Type.String() }),
  online: Type.Boolean(),
  state: Type.Enum(['offline', 'available', 'ringing', 'busy'], { type: 'string' }),
  interaction: Type.Union([Type.String(), Type.Null()])
})
export type AgentState = Static<typeof AgentState>

/** `depth`: customers waiting now; `waiting`: their interactions, the longest first. */
export const QueueState = Type.Object({
  queue: Type.String(),
  depth: Type.Integer(),
  waiting: Type.Array(Type.String())
})
export type QueueState = Static<typeof QueueState>

export const FeedGap = Type.Object({ instance: Type.String(), from: Time, to: Time, reason: Type.String() })
export type FeedGap = Static<typeof FeedGap>

/** `cursor` is that of the last change that the snapshot holds: ask `resume` with it after a break. */
export const ResumeAnswer = Type.Object({
  cursor: Type.String(),
  items: Type.Array(FeedItem, { description: 'what the asker missed since its cursor; empty when `reset`' }),
  reset: Type.Boolean({ description: 'the cursor is unknown or too old: take `live` as the whole truth' }),
  live: Type.Array(Interaction),
  pops: Type.Array(ScreenPop),
  agents: Type.Array(AgentState),
  queues: Type.Array(QueueState)
})
export type ResumeAnswer = Static<typeof ResumeAnswer>

export type Ack<Data = undefined> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly type: string; readonly message: string }

export const ResumeRequest = Type.Object({
  cursor: Type.Optional(Type.Union([Type.String({ maxLength: 20 }), Type.Null()]))
})
export const AckRequest = Type.Object({
  interaction: Type.String({ format: 'uuid' }),
  action: Type.Enum(['shown', 'opened', 'dismissed'], {
    type: 'string',
    description: '`dismissed` of a lead declines it: it is put before the next'
  })
})
export type AckRequest = Static<typeof AckRequest>

export interface ServerToClient {
  'screen-pop'(pop: ScreenPop): void
  'screen-pop:withdrawn'(withdrawn: ScreenPopWithdrawn): void
  interaction(change: Static<typeof InteractionChange>): void
  'interaction:hidden'(hidden: InteractionHidden): void
  'agent-state'(state: AgentState): void
  queue(state: QueueState): void
  'feed-gap'(gap: FeedGap): void
  /** To whom it is to be done by, who gave it, and those who oversee; a reminder only to the first. */
  task(change: Static<typeof TaskMessage>): void
  /** To everybody, as far as they see the contact; what it is now is read over REST. */
  changed(change: Changed): void
  /** To everyone who answers calls and sees the customer. */
  'missed-call'(change: Static<typeof MissedCallMessage>): void
}
/** An interaction as it is now; `cursor` is its place in the event stream. */
export const InteractionChange = Type.Object({ ...Interaction.properties, cursor: Type.String() })

/** It is a customer's now whom the person does not see: of a call that goes on, no more is told. */
export const InteractionHidden = Type.Object({ id: Type.String({ format: 'uuid' }) })
export type InteractionHidden = Static<typeof InteractionHidden>

const READ_ANEW = ['contact', 'account', 'team', 'contact-field', 'segment', 'file', 'lead'] as const
/** Something that a page may show is not what it was: it is read again. */
export const Changed = Type.Object({
  type: Type.Enum([...READ_ANEW], { type: 'string' }),
  id: Type.String({ format: 'uuid' }),
  cursor: Type.String()
})
export type Changed = Static<typeof Changed>

export const TaskMessage = Type.Object({ ...TaskChange.properties, cursor: Type.String() })
export const MissedCallMessage = Type.Object({ ...MissedCall.properties, cursor: Type.String() })

export interface ClientToServer {
  ack(request: AckRequest, answer?: (ack: Ack) => void): void
  resume(request: Static<typeof ResumeRequest>, answer?: (ack: Ack<ResumeAnswer>) => void): void
  /** This page is the one the person looks at: pops go there. */
  active(answer?: (ack: Ack) => void): void
}
