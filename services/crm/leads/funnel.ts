import type { FunnelBy, FunnelRow, LeadFunnel } from '../../../contracts/lead-funnel.ts'
import { createParameters } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import type { Sight } from '../visibility.ts'
import { seenBy } from './list.ts'

interface FunnelFilter {
  readonly by: FunnelBy
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly form?: string | undefined
  readonly sight: Sight
}

/** What leads are put together by; of those of one form, what `GET /leads` finds them by, and how they are called. */
const GROUPS: Readonly<Record<FunnelBy, { by: string; key: string; name: string }>> = {
  source: { by: 'l.source', key: 'l.source', name: 'l.source' },
  form: {
    by: 'l.form_key',
    key: 'max(l.form_id::text)',
    name: "coalesce((select f.settings ->> 'name' from form f where f.key = l.form_key), max(l.form_name))"
  },
  campaign: {
    by: "(l.last_touch ->> 'utmCampaign')",
    key: "l.last_touch ->> 'utmCampaign'",
    name: "l.last_touch ->> 'utmCampaign'"
  }
}

const MOST = 200

const COUNTS = `count(*) filter (where l.state <> 'spam')::int as leads,
  count(*) filter (where l.state in ('taken', 'won', 'lost'))::int as taken,
  count(*) filter (where l.state <> 'spam' and l.first_touch_at is not null)::int as touched,
  count(*) filter (where l.state = 'won')::int as won, count(*) filter (where l.state = 'lost')::int as lost,
  count(*) filter (where l.state = 'spam')::int as spam,
  percentile_cont(0.5) within group (order by greatest(extract(epoch from l.first_touch_at - l.created_at), 0))
    filter (where l.state <> 'spam' and l.first_touch_at is not null) as "medianTouchSeconds"`

/** What became of the leads that came from `since` on and before `until`: each group, and all together. */
export async function readFunnel(db: Db, { by, since, until, form, sight }: FunnelFilter): Promise<LeadFunnel> {
  const { put, values } = createParameters()
  const where = [
    'true',
    ...(since === undefined ? [] : [`l.created_at >= ${put(since)}`]),
    ...(until === undefined ? [] : [`l.created_at < ${put(until)}`]),
    ...(form === undefined ? [] : [`l.form_id = ${put(form)}`]),
    ...seenBy(sight, put)
  ]
  const group = GROUPS[by]
  const { rows } = await db.query<FunnelRow & { isTotal: boolean }>(
    `select grouping(${group.by}) = 1 as "isTotal", ${group.key} as key, ${group.name} as name, ${COUNTS}
     from lead l where ${where.join(' and ')} group by grouping sets ((${group.by}), ())
     order by "isTotal" desc, leads desc, spam desc, key limit ${MOST + 1}`,
    values
  )
  const [total, ...items] = rows
  return { items: items.map(rowOf), total: countsOf(total) }
}

const countsOf = (row: FunnelRow | undefined): LeadFunnel['total'] => ({
  leads: row?.leads ?? 0,
  taken: row?.taken ?? 0,
  touched: row?.touched ?? 0,
  won: row?.won ?? 0,
  lost: row?.lost ?? 0,
  spam: row?.spam ?? 0,
  medianTouchSeconds: row?.medianTouchSeconds ?? null
})

const rowOf = (row: FunnelRow): FunnelRow => ({ key: row.key, name: row.name, ...countsOf(row) })
