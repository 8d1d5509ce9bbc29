import { type Static, Type } from 'typebox'
import { NullableString, NullableTime, Time } from './words.ts'

const NETWORKS = ['yandex', 'google'] as const
/** The advertisement networks that are told what came of their clicks. */
export const Network = Type.Enum([...NETWORKS], { type: 'string' })
export type Network = Static<typeof Network>

const Secret = Type.String({ minLength: 1, maxLength: 1_000 })
const Digits = Type.String({ pattern: '^[0-9]{1,20}$' })
const Url = (address: string) => Type.String({ pattern: '^https?://\\S+$', default: address })

/** What of a lead is a conversion, and what each network calls it. */
const Goal = Type.Object(
  {
    state: Type.Enum(['new', 'taken', 'won'], { type: 'string', description: 'the lead came to be that' }),
    yandex: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.:-]{1,100}$', description: 'the id of the goal' })),
    google: Type.Optional(
      Type.String({
        pattern: '^[^=+\\-@\\s"\\x00-\\x1f][^"\\x00-\\x1f]{0,99}$',
        description: 'the name of the conversion action; no table takes it for a formula'
      })
    ),
    googleAction: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$', description: 'its id: needed to upload' })),
    price: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000_000 })),
    currency: Type.String({ pattern: '^[A-Z]{3}$', default: 'RUB' })
  },
  { additionalProperties: false }
)

/** The section `conversions` of hub.yaml. Secrets are filled in from the environment, and shown nowhere. */
export const ConversionSettings = Type.Object(
  {
    timeZone: Type.String({ default: 'Europe/Moscow', description: 'of the times in files for Google Ads' }),
    goals: Type.Array(Goal, { default: [], maxItems: 20 }),
    yandex: Type.Optional(
      Type.Object(
        { counter: Digits, token: Secret, url: Url('https://api-metrika.yandex.net') },
        { additionalProperties: false, description: 'Yandex Metrica: the job uploads by itself' }
      )
    ),
    google: Type.Optional(
      Type.Object(
        {
          customer: Digits,
          loginCustomer: Type.Optional(Digits),
          developerToken: Secret,
          clientId: Secret,
          clientSecret: Secret,
          refreshToken: Secret,
          url: Url('https://googleads.googleapis.com/v26'),
          tokenUrl: Url('https://oauth2.googleapis.com/token')
        },
        { additionalProperties: false, description: 'Google Ads: the job uploads by itself' }
      )
    )
  },
  { additionalProperties: false }
)
export type ConversionSettings = Static<typeof ConversionSettings>
export type Goal = Static<typeof Goal>

export const ClickIdKind = Type.Enum(['client-id', 'yclid', 'gclid', 'gbraid', 'wbraid'], { type: 'string' })
export type ClickIdKind = Static<typeof ClickIdKind>

/** One lead that came to be what the advertisement was for, as its network is told. */
export const Conversion = Type.Object({
  lead: Type.String({ format: 'uuid' }),
  network: Network,
  state: Goal.properties.state,
  name: Type.String({ description: 'as the network calls the goal' }),
  at: Time,
  id: Type.Object({ kind: ClickIdKind, value: Type.String() }),
  price: Type.Union([Type.Number(), Type.Null()]),
  currency: Type.String(),
  upload: Type.Union(
    [
      Type.Object({
        state: Type.Enum(['sending', 'waiting', 'sent', 'refused'], {
          type: 'string',
          description: '`waiting`: it failed and is tried again. `refused`: it is not'
        }),
        tries: Type.Integer(),
        sentAt: NullableTime,
        error: NullableString
      }),
      Type.Null()
    ],
    { description: 'null: it was not uploaded by the hub' }
  )
})
export type Conversion = Static<typeof Conversion>
