import { type Static, Type } from 'typebox'
import { NullableString } from './words.ts'

const Short = Type.String({ maxLength: 500 })
const Long = Type.String({ maxLength: 2_000 })

/** Where a visitor came from, at one visit. What was longer is cut. */
export const Touch = Type.Partial(
  Type.Object({
    at: Type.String({ maxLength: 40, description: "the visitor's own clock: never trusted as order" }),
    utmSource: Short,
    utmMedium: Short,
    utmCampaign: Short,
    utmContent: Short,
    utmTerm: Short,
    gclid: Short,
    wbraid: Short,
    gbraid: Short,
    yclid: Short,
    fbclid: Short,
    vkclid: Short,
    referrer: Long,
    landing: Long,
    ymClientId: Short,
    gaClientId: Short,
    roistat: Short
  })
)
export type Touch = Static<typeof Touch>
const NullableTouch = Type.Union([Touch, Type.Null()])

/** The most that is kept of one submission; what is more is cut. */
export const MOST = { fields: 500, name: 200, value: 20_000, text: 60_000, files: 20, rawBytes: 65_536 } as const

export const SubmittedField = Type.Object({
  name: Type.String({ maxLength: MOST.name, description: 'as it came; brackets and all' }),
  value: Type.String({ maxLength: MOST.value })
})
export type SubmittedField = Static<typeof SubmittedField>

export const SubmittedFile = Type.Object({
  field: Type.String({ maxLength: MOST.name }),
  name: Type.String({ maxLength: MOST.name }),
  type: Type.String({ maxLength: 100, description: 'by its contents, not by what the sender says' }),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' })
})
export type SubmittedFile = Static<typeof SubmittedFile>

/** What a mapping found in the fields; as it was typed. */
export const MappedForm = Type.Object({
  name: NullableString,
  phones: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 10 }),
  emails: Type.Array(Type.String({ maxLength: 320 }), { maxItems: 10 }),
  text: Type.String({ maxLength: MOST.text }),
  consent: Type.Union([Type.String(), Type.Null()], { description: 'what the field of the consent held' })
})
export type MappedForm = Static<typeof MappedForm>

/** A form that was sent in: what came, and what was made of it. */
export const Submission = Type.Object({
  form: Type.String({ description: 'the key of the form' }),
  fields: Type.Array(SubmittedField, { maxItems: MOST.fields, description: 'all of them, in their order' }),
  files: Type.Array(SubmittedFile, { maxItems: MOST.files }),
  mapped: MappedForm,
  touch: Type.Object({ first: NullableTouch, last: NullableTouch }),
  visit: Type.Union([Short, Type.Null()], { description: 'id of the visit in which it was sent' }),
  page: Type.Union([Long, Type.Null()]),
  address: Type.Union([Type.String(), Type.Null()], { description: 'the network address of whoever sent it' }),
  agent: Type.Union([Short, Type.Null()], { description: 'the browser, as it says' }),
  spam: Type.Array(Type.String(), { maxItems: 20, description: 'why it is kept aside; empty: it is a lead' }),
  before: Type.Union([Type.String(), Type.Null()], {
    description: 'the subject that the same content had some minutes earlier: when that is known, this is no news'
  }),
  raw: Type.Object({
    contentType: NullableString,
    query: Type.String(),
    body: Type.String({ description: 'base64, without the files' }),
    isCut: Type.Boolean()
  })
})
export type Submission = Static<typeof Submission>
