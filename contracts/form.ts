import { type Static, Type } from 'typebox'
import { Submission } from './submission.ts'
import { NullableString, Time } from './words.ts'

const VENDORS = ['generic', 'tilda', 'wordpress', 'google-ads', 'vk', 'meta', 'yandex', 'calltouch'] as const
export const FormVendor = Type.Enum([...VENDORS], { type: 'string' })
export type FormVendor = Static<typeof FormVendor>

export const FormKey = Type.String({ pattern: '^[A-Za-z0-9_-]{4,64}$', description: 'in its address: /f/{key}' })

const Names = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 })
/** Which fields hold what, by name; case does not matter. What is not named here is looked for by the vendor's own names. */
export const FormMapping = Type.Partial(
  Type.Object({ name: Names, phone: Names, email: Names, text: Names, consent: Names, page: Names, id: Names }),
  { additionalProperties: false }
)
export type FormMapping = Static<typeof FormMapping>

const Secret = Type.String({ minLength: 1, maxLength: 1_000 })
/** What a vendor proves itself by. They are written and used, and never shown. */
export const FormSecrets = Type.Partial(
  Type.Object({
    key: Secret,
    secret: Secret,
    confirmation: Secret,
    appSecret: Secret,
    verifyToken: Secret,
    accessToken: Secret,
    captcha: Secret
  }),
  { additionalProperties: false }
)
export type FormSecrets = Static<typeof FormSecrets>

export const FormCaptcha = Type.Enum(['hcaptcha', 'turnstile', 'smartcaptcha'], { type: 'string' })
export type FormCaptcha = Static<typeof FormCaptcha>

/** A number that pages show in place of their own. */
const PoolNumber = Type.Object(
  {
    address: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '^\\S+$',
      description: 'the DID as the PBX reports it: the line of calls to it'
    }),
    number: Type.String({ pattern: '^\\+?[0-9]{3,20}$', description: 'what is dialled' }),
    text: Type.String({ minLength: 1, maxLength: 60, description: 'as it is written on the page' })
  },
  { additionalProperties: false }
)

const Limit = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const Settings = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  vendor: FormVendor,
  mapping: FormMapping,
  origins: Type.Array(Type.String({ pattern: '^(\\*|https?://[^/\\s]{1,253})$' }), {
    maxItems: 100,
    description: 'sites whose pages may send it from a script: https://example.org; `*`: all'
  }),
  honeypot: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
    description: 'a field that people do not see: whoever fills it is a program'
  }),
  minFillSeconds: Type.Number({ minimum: 0, maximum: 3_600, description: 'nobody is quicker' }),
  workBits: Type.Integer({
    minimum: 0,
    maximum: 20,
    description: 'the work that the script of the page does before it sends; what comes without is kept aside. 0: none'
  }),
  captcha: Type.Union([FormCaptcha, Type.Null()], {
    description: 'who says whether a person sent it; the secret `captcha` proves to them that it is us who asks'
  }),
  perAddressPerMinute: Limit,
  perFormPerMinute: Limit,
  networks: Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]{2,45}(/\\d{1,3})?$' }), {
    maxItems: 100,
    description: 'from where alone it may come; none: from anywhere'
  }),
  files: Type.Object(
    {
      most: Type.Integer({ minimum: 0, maximum: 20 }),
      megabytes: Type.Integer({ minimum: 1, maximum: 25, description: 'each' })
    },
    { additionalProperties: false }
  ),
  line: Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()], {
    description: 'the line of the history; null: the key of the form'
  }),
  source: Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()], {
    description: 'of leads that do not say themselves where they are from'
  }),
  numbers: Type.Array(PoolNumber, {
    maxItems: 200,
    description: 'each visit is shown one of its own, while there are any: so that a call tells the visit'
  }),
  numberHoldSeconds: Type.Integer({
    minimum: 60,
    maximum: 3_600,
    description: 'a page that says nothing for so long is left'
  }),
  callLeads: Type.Boolean({ description: 'somebody new who calls one of its numbers is a lead' }),
  redirect: Type.Union([Type.String({ pattern: '^https?://\\S{1,1000}$' }), Type.Null()], {
    description: 'where a plain HTML form goes on to'
  }),
  joinDays: Type.Integer({
    minimum: 0,
    maximum: 365,
    description: 'so long after it began, an open lead takes up what the same person sends again'
  }),
  isActive: Type.Boolean()
}

export const Form = Type.Object({
  id: Type.String({ format: 'uuid' }),
  key: FormKey,
  ...Settings,
  secretsSet: Type.Array(Type.String(), { description: 'the names of the secrets that it has' }),
  createdAt: Time,
  updatedAt: Time,
  version: Type.Integer()
})
export type Form = Static<typeof Form>

const Secrets = Type.Partial(
  Type.Object(
    Object.fromEntries(Object.keys(FormSecrets.properties).map((name) => [name, Type.Union([Secret, Type.Null()])]))
  ),
  { additionalProperties: false, description: 'null takes one away; what is not named stays' }
)
export const NewForm = Type.Object(
  {
    key: Type.Optional(FormKey),
    ...Type.Partial(Type.Object(Settings)).properties,
    name: Settings.name,
    secrets: Type.Optional(Secrets)
  },
  { additionalProperties: false }
)
export type NewForm = Static<typeof NewForm>
export const FormPatch = Type.Object(
  { ...Type.Partial(Type.Object(Settings)).properties, secrets: Type.Optional(Secrets) },
  { additionalProperties: false, minProperties: 1 }
)
export type FormPatch = Static<typeof FormPatch>

/** A form as whoever takes its posts must know it. */
export const TakenForm = Type.Object({
  key: FormKey,
  ...Settings,
  secrets: FormSecrets
})
export type TakenForm = Static<typeof TakenForm>

/** The settings of the system `forms`. */
export const FormsSettings = Type.Object({ forms: Type.Array(TakenForm) })
export type FormsSettings = Static<typeof FormsSettings>

/** A payload as it came. */
export const FormPayload = Type.Object({
  at: Time,
  contentType: NullableString,
  query: Type.String(),
  body: Type.String({ description: 'base64, without the files' }),
  isCut: Type.Boolean(),
  spam: Type.Array(Type.String())
})
export type FormPayload = Static<typeof FormPayload>

/** A payload to be tried, perhaps with another mapping than the form has. */
export const FormTrial = Type.Object(
  {
    mapping: Type.Optional(FormMapping),
    vendor: Type.Optional(FormVendor),
    contentType: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
    query: Type.Optional(Type.String({ maxLength: 10_000 })),
    body: Type.String({ maxLength: 900_000, pattern: '^[A-Za-z0-9+/]*={0,2}$', description: 'base64' })
  },
  { additionalProperties: false }
)
export type FormTrial = Static<typeof FormTrial>

/** What would be made of it. */
export const FormTried = Type.Object({
  id: Type.String(),
  text: Type.String({ description: 'as it would be read in the history' }),
  fields: Submission.properties.fields,
  mapped: Submission.properties.mapped,
  touch: Submission.properties.touch,
  page: Submission.properties.page,
  spam: Submission.properties.spam
})
