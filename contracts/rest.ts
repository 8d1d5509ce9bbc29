import { type Static, type TSchema, Type } from 'typebox'
import { Audience } from './audience.ts'
import { Candidate } from './candidate.ts'
import { Interaction } from './interaction.ts'
import { LeadOffer } from './lead-offer.ts'
import { NullableString, NullableTime, Role, Sees, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })

export const page = <Item extends TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), nextCursor: NullableString })

/** RFC 9457. `type` is stable: `urn:perezvon:problem:<word>`. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  errors: Type.Optional(
    Type.Array(Type.Object({ field: Type.String({ description: 'JSON pointer' }), message: Type.String() }))
  ),
  interaction: Type.Optional(Type.Object({ id: Id })),
  contact: Type.Optional(Type.Object({ id: Id, displayName: Type.String() }, { description: 'who has it already' }))
})
export type Problem = Static<typeof Problem>

export const User = Type.Object({
  id: Id,
  login: Type.String(),
  name: Type.String(),
  role: Role,
  extensions: Type.Array(Type.String()),
  active: Type.Boolean(),
  language: Type.Enum(['ru', 'en'], { type: 'string' }),
  sees: Sees,
  createdAt: Time
})
export type User = Static<typeof User>

const UserFields = {
  login: Type.String({ pattern: '^[A-Za-z0-9._@-]{1,64}$' }),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  role: Role,
  extensions: Type.Array(Type.String({ pattern: '^[0-9*#]{1,20}$' }), { maxItems: 10, uniqueItems: true }),
  password: Type.String({ minLength: 8, maxLength: 200 }),
  active: Type.Boolean(),
  language: Type.Enum(['ru', 'en'], { type: 'string' }),
  sees: Sees
}
export const NewUser = Type.Object(
  {
    login: UserFields.login,
    name: UserFields.name,
    role: UserFields.role,
    extensions: Type.Optional(UserFields.extensions),
    password: Type.Optional(UserFields.password),
    language: Type.Optional(UserFields.language),
    sees: Type.Optional(UserFields.sees)
  },
  { additionalProperties: false }
)
export type NewUser = Static<typeof NewUser>
/** `password` is there only when the hub made it up: it is shown this once. */
export const CreatedUser = Type.Object({ ...User.properties, password: Type.Optional(Type.String()) })
export const UserPatch = Type.Partial(Type.Object(UserFields), { additionalProperties: false, minProperties: 1 })
export type UserPatch = Static<typeof UserPatch>

export const Credentials = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 64 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false }
)
/** Who is asking. `user` is null for an API key. */
export const Session = Type.Object({
  user: Type.Union([User, Type.Null()]),
  role: Role,
  expiresAt: NullableTime
})
export type Session = Static<typeof Session>

export const NewCall = Type.Object(
  {
    to: Type.String({ minLength: 1, maxLength: 64 }),
    from: Type.Optional(
      Type.String({ pattern: '^[0-9*#]{1,20}$', description: "an extension; by default the asker's first" })
    ),
    contact: Type.Optional(Type.String({ format: 'uuid' }))
  },
  { additionalProperties: false }
)
export type NewCall = Static<typeof NewCall>

export const InteractionPatch = Type.Object(
  {
    disposition: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null()])),
    note: Type.Optional(Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()])),
    contact: Type.Optional(Type.Union([Type.String({ format: 'uuid' }), Type.Null()])),
    wrapUp: Type.Optional(
      Type.Enum(['begin', 'end'], { type: 'string', description: 'by the agent who talked, after the talk' })
    )
  },
  { additionalProperties: false, minProperties: 1 }
)
export type InteractionPatch = Static<typeof InteractionPatch>

/** What an agent sees with the caller's name: made once for an interaction that rings somebody. */
export const PopContext = Type.Object({
  candidates: Type.Array(Candidate),
  why: Type.Object({
    line: NullableString,
    lineName: NullableString,
    queue: NullableString,
    waitSeconds: Type.Number({ minimum: 0 })
  }),
  recent: Type.Array(Interaction, { description: 'the last interactions with the first candidate, newest first' })
})
export type PopContext = Static<typeof PopContext>

/** All live interactions, all leads that are put before somebody, and the place in the event stream at which this was so. */
export const LiveSnapshot = Type.Object({
  cursor: Type.String(),
  items: Type.Array(
    Type.Object({ interaction: Interaction, audience: Audience, pop: Type.Union([PopContext, Type.Null()]) })
  ),
  offers: Type.Array(Type.Object({ offer: LeadOffer, pop: Type.Union([PopContext, Type.Null()]) }))
})
export type LiveSnapshot = Static<typeof LiveSnapshot>

export const AdapterHealth = Type.Object({
  instance: Type.String(),
  system: Type.String(),
  state: Type.Enum(['starting', 'up', 'degraded', 'down'], { type: 'string' }),
  summary: Type.String(),
  details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  commands: Type.Array(Type.String()),
  at: Time
})
export type AdapterHealth = Static<typeof AdapterHealth>

export const HealthPage = Type.Object({
  postgres: Type.Boolean(),
  redis: Type.Boolean(),
  adapters: Type.Array(AdapterHealth),
  bus: Type.Object({ pending: Type.Integer(), lag: Type.Integer(), deadLetters: Type.Integer() })
})
export type HealthPage = Static<typeof HealthPage>
