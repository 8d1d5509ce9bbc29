import { type Static, Type } from 'typebox'
import { Contact } from './contact.ts'
import { Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })

const REASON_CODES = [
  'chosen',
  'key-exact',
  'phone-exact',
  'email-exact',
  'extension',
  'shared-number',
  'shared-address',
  'spoke-before',
  'called-line',
  'confirmed',
  'mentioned',
  'colleague',
  'denied'
] as const

/** Why a contact may be the one asked for: a code for programs, a sentence for people, and the facts it is made of. */
export const MatchReason = Type.Object({
  code: Type.Enum([...REASON_CODES], { type: 'string' }),
  text: Type.String({ description: 'an English sentence' }),
  at: Type.Optional(Type.Union([Time], { description: 'when it was said, written or spoken' })),
  by: Type.Optional(
    Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()], {
      description: 'who said so; null: a program'
    })
  ),
  interaction: Type.Optional(Type.String({ format: 'uuid', description: 'where it was said or written' })),
  count: Type.Optional(Type.Integer({ description: 'how many share it, or how often they called the line' })),
  value: Type.Optional(Type.String({ description: 'the number, address, id, line or company that it is about' }))
})
export type MatchReason = Static<typeof MatchReason>

export const Candidate = Type.Object({
  contact: Contact,
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  reasons: Type.Array(MatchReason)
})
export type Candidate = Static<typeof Candidate>

/** What a person says of a contact and an interaction: it is kept for the number or address, too. */
export const IdentityVerdict = Type.Object(
  { contact: Id, verdict: Type.Enum(['is', 'is-not'], { type: 'string' }) },
  { additionalProperties: false }
)
export type IdentityVerdict = Static<typeof IdentityVerdict>
