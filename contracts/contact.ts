import { type Static, Type } from 'typebox'
import { NullableString, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })

const Phone = Type.Object({
  number: Type.String({ description: 'E.164 where the number has a country; its digits where it has none' }),
  raw: Type.String({ description: 'as it was typed' }),
  label: NullableString
})
const Email = Type.Object({ address: Type.String(), label: NullableString })

const Messenger = Type.Object({
  kind: Type.String({ description: 'telegram, whatsapp, viber, vk, max, …' }),
  address: Type.String(),
  label: NullableString
})
const Address = Type.Object({ text: Type.String(), label: NullableString })
const Brief = Type.Object({ id: Id, name: Type.String() })

/** An id in another system: strong, because no two people have the same. `tax` is the tax id of a person. */
const ContactKey = Type.Object({
  system: Type.String({
    pattern: '^[a-z0-9][a-z0-9-]{0,30}$',
    description: 'bitrix24, 1c, tax, … or an instance of hub.yaml'
  }),
  value: Type.String({ minLength: 1, maxLength: 100 })
})

export const Contact = Type.Object({
  id: Id,
  displayName: Type.String(),
  phones: Type.Array(Phone),
  emails: Type.Array(Email),
  messengers: Type.Array(Messenger),
  addresses: Type.Array(Address),
  account: Type.Union([Type.String(), Type.Null()], { description: 'the name of the organisation' }),
  accountId: Type.Union([Id, Type.Null()], { description: 'set when the organisation is one of /accounts' }),
  owner: Type.Union([Brief, Type.Null()]),
  team: Type.Union([Brief, Type.Null()]),
  tags: Type.Array(Type.String()),
  keys: Type.Array(ContactKey, { description: 'what other systems call them' }),
  fields: Type.Record(Type.String(), Type.Unknown(), { description: 'by the keys of /contact-fields' }),
  note: NullableString,
  createdAt: Time,
  updatedAt: Time,
  version: Type.Integer(),
  mergedInto: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'only in the event stream: it was found to be this other contact; its id still finds that one'
    })
  )
})
export type Contact = Static<typeof Contact>

const ContactFields = {
  displayName: Type.String({ minLength: 1, maxLength: 200 }),
  phones: Type.Array(
    Type.Object({
      number: Type.String({ minLength: 1, maxLength: 64 }),
      label: Type.Optional(Type.String({ maxLength: 64 }))
    }),
    { maxItems: 50 }
  ),
  emails: Type.Array(
    Type.Object({
      address: Type.String({ minLength: 3, maxLength: 254 }),
      label: Type.Optional(Type.String({ maxLength: 64 }))
    }),
    { maxItems: 50 }
  ),
  account: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
  note: Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()])
}
export const NewContact = Type.Object(
  {
    displayName: ContactFields.displayName,
    phones: Type.Optional(ContactFields.phones),
    emails: Type.Optional(ContactFields.emails),
    account: Type.Optional(ContactFields.account),
    note: Type.Optional(ContactFields.note),
    interaction: Type.Optional(
      Type.String({ format: 'uuid', description: 'the interaction whose unknown caller this is: it gets this contact' })
    )
  },
  { additionalProperties: false }
)
export type NewContact = Static<typeof NewContact>
export const ContactPatch = Type.Object(
  {
    displayName: Type.Optional(ContactFields.displayName),
    phones: Type.Optional(ContactFields.phones),
    emails: Type.Optional(ContactFields.emails),
    account: Type.Optional(ContactFields.account),
    note: Type.Optional(ContactFields.note)
  },
  { additionalProperties: false, minProperties: 1 }
)
export type ContactPatch = Static<typeof ContactPatch>
