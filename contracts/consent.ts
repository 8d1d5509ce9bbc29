import { type Static, Type } from 'typebox'
import { NullableBrief, NullableString, Time } from './words.ts'

const Purpose = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,30}$',
  description: 'calls, email, messages, data (the processing of personal data), …'
})
const Source = Type.String({ minLength: 1, maxLength: 200, description: 'where they said so: a form, a call, a paper' })

/** What a contact said last for one purpose. */
export const ContactConsent = Type.Object({ purpose: Purpose, given: Type.Boolean(), at: Time, source: Source })

/** One entry of the log: nothing of it is ever changed, the newest holds. */
export const Consent = Type.Object({
  id: Type.String({ format: 'uuid' }),
  ...ContactConsent.properties,
  text: Type.Union([Type.String(), Type.Null()], { description: 'the words that they agreed to' }),
  by: NullableBrief,
  recordedAt: Time
})
export type Consent = Static<typeof Consent>

export const NewConsent = Type.Object(
  {
    purpose: Purpose,
    given: Type.Boolean({ description: 'false: it was refused or withdrawn' }),
    source: Source,
    at: Type.Optional(Type.String({ format: 'date-time', description: 'when they said so; now by default' })),
    text: Type.Optional(NullableString)
  },
  { additionalProperties: false }
)
export type NewConsent = Static<typeof NewConsent>
