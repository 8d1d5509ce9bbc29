import { type Static, Type } from 'typebox'
import { SubmittedField, SubmittedFile, Touch } from './submission.ts'
import { NullableBrief, NullableString, NullableTime, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })
const NullableId = Type.Union([Id, Type.Null()])
const NullableTouch = Type.Union([Touch, Type.Null()])

const STATES = ['new', 'taken', 'won', 'lost', 'spam'] as const
export const LeadState = Type.Enum([...STATES], { type: 'string' })
export type LeadState = Static<typeof LeadState>

/** Somebody who wants something of us: one entry, however often they sent a form. */
export const Lead = Type.Object({
  id: Id,
  form: Type.Object(
    { id: NullableId, key: Type.String(), name: Type.String() },
    { description: 'of a call to a line of hub.yaml: no id, its address and its name' }
  ),
  line: NullableString,
  source: Type.Union([Type.String(), Type.Null()], {
    description: 'utm_source of the last visit, else whose click it was, else that of the form'
  }),
  contact: Type.Union([Type.Object({ id: Id, displayName: Type.String() }), Type.Null()]),
  state: LeadState,
  owner: NullableBrief,
  team: NullableBrief,
  name: NullableString,
  phone: Type.Union([Type.String(), Type.Null()], { description: 'E.164 where the number has a country' }),
  email: NullableString,
  text: Type.String({ description: 'of the last submission, as it is read; its beginning' }),
  touch: Type.Object({ first: NullableTouch, last: NullableTouch }),
  visit: NullableString,
  page: NullableString,
  interaction: Type.Union([NullableId], { description: 'the last submission in the history; null: it is kept aside' }),
  submissions: Type.Integer(),
  spam: Type.Array(Type.String(), { description: 'why it is kept aside' }),
  createdAt: Time,
  lastAt: Time,
  takenAt: NullableTime,
  firstTouchAt: Type.Union([NullableTime], { description: 'when somebody first spoke with them or wrote to them' }),
  closedAt: NullableTime,
  version: Type.Integer()
})
export type Lead = Static<typeof Lead>

const LeadSubmission = Type.Object({
  at: Time,
  interaction: NullableId,
  text: Type.String(),
  fields: Type.Array(SubmittedField),
  files: Type.Array(SubmittedFile),
  touch: Type.Object({ first: NullableTouch, last: NullableTouch })
})

/** One lead with all that was sent. */
export const WholeLead = Type.Object({
  ...Lead.properties,
  sent: Type.Array(LeadSubmission, { description: 'newest first, a hundred at most' })
})
export type WholeLead = Static<typeof WholeLead>

export const LeadPatch = Type.Object(
  {
    state: Type.Optional(LeadState),
    ownerId: Type.Optional(NullableId),
    teamId: Type.Optional(NullableId),
    version: Type.Optional(
      Type.Integer({
        description: 'as it was read: when somebody was quicker, the answer is 409 and nothing is changed'
      })
    )
  },
  { additionalProperties: false, minProperties: 1 }
)
export type LeadPatch = Static<typeof LeadPatch>
