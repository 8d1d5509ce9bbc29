import { type Static, Type } from 'typebox'
import { NullableString } from './words.ts'

const BY = ['source', 'form', 'campaign'] as const
/** `source`: as leads have it; `campaign`: utm_campaign of the last visit. */
export const FunnelBy = Type.Enum([...BY], { type: 'string' })
export type FunnelBy = Static<typeof FunnelBy>

const Count = Type.Integer({ minimum: 0 })
const Counts = {
  leads: Type.Integer({ minimum: 0, description: 'all but spam' }),
  taken: Type.Integer({ minimum: 0, description: 'that somebody has, or has closed' }),
  touched: Type.Integer({ minimum: 0, description: 'with whom somebody spoke, or to whom somebody wrote' }),
  won: Count,
  lost: Count,
  spam: Type.Integer({ minimum: 0, description: 'kept aside, and not among the leads' }),
  medianTouchSeconds: Type.Union([Type.Number(), Type.Null()], {
    description: 'from when it came to the first touch; null: there was none'
  })
}

const FunnelRow = Type.Object({
  key: Type.Union([Type.String(), Type.Null()], {
    description: 'what `GET /leads` finds them by: the source, or the id of the form; null: they have none'
  }),
  name: Type.Union([NullableString], { description: 'as it is shown' }),
  ...Counts
})
export type FunnelRow = Static<typeof FunnelRow>

/** What became of the leads that came in a time. */
export const LeadFunnel = Type.Object({
  items: Type.Array(FunnelRow, { description: 'those with the most leads first, 200 at most' }),
  total: Type.Object(Counts, { description: 'of all, also of those that are not among the items' })
})
export type LeadFunnel = Static<typeof LeadFunnel>
