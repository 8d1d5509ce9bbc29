import { type Static, Type } from 'typebox'
import { CallParticipant, CallTransfer, FailureReason } from './call.ts'
import {
  Channel,
  Direction,
  InteractionOutcome,
  InteractionState,
  NullableString,
  NullableTime,
  Time
} from './words.ts'

const Seconds = Type.Number({ minimum: 0 })
const Id = Type.String({ format: 'uuid' })

const ContactBrief = Type.Object({ id: Id, displayName: Type.String() })

const UserBrief = Type.Object({ id: Id, name: Type.String() })

const { key: _key, ...shown } = CallParticipant.properties

/** A participant as its adapter tells it, with the user behind the phone. */
export const Participant = Type.Object({ ...shown, user: Type.Union([UserBrief, Type.Null()]) })
export type Participant = Static<typeof Participant>

/** Also a message that was left: then with its mailbox. */
const Recording = Type.Object({
  id: Type.String(),
  startedAt: Time,
  seconds: Type.Union([Seconds, Type.Null()], { description: 'null while it goes on' }),
  mailbox: Type.Union([Type.String(), Type.Null()], { description: 'where a message was left; null: a recorded talk' }),
  url: Type.String()
})

/** One contact with a customer, on any channel, as the API shows it. */
export const Interaction = Type.Object({
  id: Id,
  channel: Channel,
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
  remote: Type.Object({ address: NullableString, raw: NullableString, name: NullableString }),
  line: NullableString,
  lineName: NullableString,
  queue: NullableString,
  contact: Type.Union([ContactBrief, Type.Null()]),
  subject: Type.Optional(NullableString),
  preview: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'how its text begins' })),
  participants: Type.Array(Participant),
  transfers: Type.Array(CallTransfer),
  recordings: Type.Array(Recording),
  disposition: NullableString,
  note: NullableString,
  wrapUp: Type.Union(
    [
      Type.Object({
        startedAt: Time,
        endedAt: NullableTime,
        seconds: Type.Union([Seconds, Type.Null()], { description: 'null while it goes on' })
      }),
      Type.Null()
    ],
    { description: 'the work of the agent who talked, after the talk' }
  ),
  source: Type.Object({ system: Type.String(), instance: Type.String(), ids: Type.Array(Type.String()) }),
  estimated: Type.Array(Type.String()),
  version: Type.Integer({ description: 'grows with every change of this interaction' }),
  mergedInto: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'only in the event stream: it turned out to be this other interaction; its id still finds that one'
    })
  )
})
export type Interaction = Static<typeof Interaction>

/** One interaction with all that was said in it. */
export const WholeInteraction = Type.Object({
  ...Interaction.properties,
  text: NullableString,
  transcript: NullableString
})
export type WholeInteraction = Static<typeof WholeInteraction>
