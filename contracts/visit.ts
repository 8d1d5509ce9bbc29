import { type Static, Type } from 'typebox'
import { Touch } from './submission.ts'
import { Time } from './words.ts'

const NullableTouch = Type.Union([Touch, Type.Null()])

/** So long nobody else is shown a number after whoever had it has left: they may have written it down. */
export const REST_SECONDS = 600

/** As a page's script names a visit. */
export const VisitId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })

/** The whole state of a visit to a site whose pages show it a number of its own. */
export const VisitSnapshot = Type.Object({
  version: Type.Integer({ minimum: 0, description: 'only grows; starts from the clock, in microseconds' }),
  form: Type.String({ description: 'the key of the form whose numbers these are' }),
  visit: VisitId,
  first: NullableTouch,
  last: NullableTouch,
  page: Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()]),
  number: Type.Object({
    address: Type.String({ minLength: 1, maxLength: 100, description: 'the line that a call to it comes in by' }),
    since: Time,
    until: Type.Union([Time], { description: 'shown until then, and longer if the visit goes on' }),
    restUntil: Type.Union([Time], { description: 'shown to nobody else before' })
  })
})
export type VisitSnapshot = Static<typeof VisitSnapshot>

/** What the script of a page says of a visit, now and then. */
export const VisitPing = Type.Object({
  visit: VisitId,
  first: Type.Optional(Type.Unknown()),
  last: Type.Optional(Type.Unknown()),
  page: Type.Optional(Type.Unknown()),
  number: Type.Optional(Type.Boolean({ description: 'the page has a place for a number' }))
})

/** The number that the page shows meanwhile; null: the one that it has of itself. */
export const VisitAnswer = Type.Object({
  number: Type.Union([Type.String(), Type.Null()]),
  text: Type.Union([Type.String(), Type.Null()]),
  seconds: Type.Integer({ description: 'how long it is held without another word from the page' })
})
export type VisitAnswer = Static<typeof VisitAnswer>
