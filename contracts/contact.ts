import { type Static, type TSchema, Type } from 'typebox'
import { ContactConsent } from './consent.ts'
import { Touch } from './submission.ts'
import { Brief, Channel, NullableString, Time } from './words.ts'

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

/** An id in another system: strong, because no two people have the same. `tax` is the tax id of a person. */
const ContactKey = Type.Object({
  system: Type.String({
    pattern: '^[a-z0-9][a-z0-9-]{0,30}$',
    description: 'bitrix24, 1c, tax, … or an instance of hub.yaml'
  }),
  value: Type.String({ minLength: 1, maxLength: 100 })
})

/** How somebody first came to us: the earliest call, form or letter of theirs that says where it is from. */
const FirstTouch = Type.Object({
  at: Time,
  channel: Channel,
  interaction: Id,
  source: NullableString,
  touch: Type.Union([Touch, Type.Null()], { description: 'the first visit that it tells of' })
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
  consents: Type.Array(ContactConsent, { description: 'what they said last for each purpose' }),
  note: NullableString,
  firstTouch: Type.Optional(Type.Union([FirstTouch, Type.Null()])),
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

const Label = Type.Optional(Type.String({ maxLength: 64 }))
const list = <Item extends TSchema>(item: Item, maxItems: number) => Type.Array(item, { maxItems })

/** A list that is given replaces the one that was. */
const ContactFields = {
  displayName: Type.String({ minLength: 1, maxLength: 200 }),
  phones: list(Type.Object({ number: Type.String({ minLength: 1, maxLength: 64 }), label: Label }), 500),
  emails: list(Type.Object({ address: Type.String({ minLength: 3, maxLength: 254 }), label: Label }), 100),
  messengers: list(
    Type.Object({
      kind: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$', description: 'telegram, whatsapp, viber, vk, max, …' }),
      address: Type.String({ minLength: 1, maxLength: 200 }),
      label: Label
    }),
    50
  ),
  addresses: list(Type.Object({ text: Type.String({ minLength: 1, maxLength: 1_000 }), label: Label }), 50),
  keys: list(ContactKey, 50),
  tags: list(Type.String({ minLength: 1, maxLength: 64, description: 'kept in lower case' }), 50),
  account: Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
    description: 'the name of an organisation that is not one of /accounts; else give `accountId`'
  }),
  accountId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
  ownerId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], { description: 'a user' }),
  teamId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
  fields: Type.Record(Type.String(), Type.Unknown(), {
    description: 'by the keys of /contact-fields; what is not named stays, null empties'
  }),
  note: Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()])
}
const closed = { additionalProperties: false }
const { displayName, ...optional } = ContactFields
export const NewContact = Type.Object(
  {
    displayName,
    ...Type.Partial(Type.Object(optional)).properties,
    interaction: Type.Optional(
      Type.String({ format: 'uuid', description: 'the interaction whose unknown caller this is: it gets this contact' })
    )
  },
  closed
)
export type NewContact = Static<typeof NewContact>
export const ContactPatch = Type.Partial(Type.Object(ContactFields), { ...closed, minProperties: 1 })
export type ContactPatch = Static<typeof ContactPatch>
