import { type Static, Type } from 'typebox'
import { Contact } from './contact.ts'
import { Brief, NullableBrief, NullableString, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })

/** An organisation. A branch is an account with a parent. */
export const Account = Type.Object({
  id: Id,
  name: Type.String(),
  parent: NullableBrief,
  taxId: NullableString,
  phones: Type.Array(Type.Object({ number: Type.String(), raw: Type.String(), label: NullableString }), {
    description: 'numbers of the organisation itself: a switchboard'
  }),
  domains: Type.Array(Type.String(), { description: 'of the addresses of its staff: example.com' }),
  note: NullableString,
  createdAt: Time,
  updatedAt: Time,
  version: Type.Integer()
})
export type Account = Static<typeof Account>

/** An account with its branches (by name, 200 at most) and a page of its staff. */
export const AccountView = Type.Object({
  ...Account.properties,
  branches: Type.Array(Brief),
  staff: Type.Object({ items: Type.Array(Contact), nextCursor: NullableString })
})
export type AccountView = Static<typeof AccountView>

const AccountFields = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  parentId: Type.Union([Id, Type.Null()]),
  taxId: Type.Union([Type.String({ pattern: '^[0-9A-Za-z-]{4,20}$' }), Type.Null()]),
  phones: Type.Array(
    Type.Object({
      number: Type.String({ minLength: 1, maxLength: 64 }),
      label: Type.Optional(Type.String({ maxLength: 64 }))
    }),
    { maxItems: 100 }
  ),
  domains: Type.Array(Type.String({ minLength: 3, maxLength: 253 }), { maxItems: 50 }),
  note: Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()])
}
const { name, ...optional } = AccountFields
const closed = { additionalProperties: false }
export const NewAccount = Type.Object({ name, ...Type.Partial(Type.Object(optional)).properties }, closed)
export type NewAccount = Static<typeof NewAccount>
export const AccountPatch = Type.Partial(Type.Object(AccountFields), { ...closed, minProperties: 1 })
export type AccountPatch = Static<typeof AccountPatch>
