import { type Static, Type } from 'typebox'
import { CallParticipant, CallTransfer, FailureReason } from './call.ts'
import { Touch } from './submission.ts'
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

const NullableTouch = Type.Union([Touch, Type.Null()])

/** Which advertisement made it, as far as the line, the form or the visit says. */
export const Attribution = Type.Object({
  source: Type.Union([Type.String(), Type.Null()], {
    description: 'utm_source of the last visit, else whose click it was, else the source of the line or the form'
  }),
  line: Type.Union([Type.String()], { description: 'the number or the form that it came by' }),
  visit: Type.Union([Type.String(), Type.Null()], { description: 'the visit to a site that it came of' }),
  page: Type.Union([Type.String(), Type.Null()], { description: 'where the visit was' }),
  touch: Type.Object({ first: NullableTouch, last: NullableTouch }),
  certainty: Type.Union([Type.Enum(['certain', 'likely'], { type: 'string' }), Type.Null()], {
    description:
      'of the visit. `likely`: the number was no longer shown, but to nobody else since. null: no visit is known'
  })
})
export type Attribution = Static<typeof Attribution>

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
  attribution: Type.Optional(Type.Union([Attribution, Type.Null()])),
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
