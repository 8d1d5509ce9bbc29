import type { Conversion, Goal, Network } from '../../../contracts/conversion.ts'
import type { Db } from '../transaction.ts'
import type { Outgoing } from './uploader.ts'

/** Held to the end of the transaction: one process at a time puts in and takes out. */
export async function holdQueue(db: Db, network: Network): Promise<boolean> {
  const { rows } = await db.query<{ held: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('conversions ' || $1, 0)) as held",
    [network]
  )
  return rows[0]?.held ?? false
}

/** Whatever becomes of the lead from here on, this is what its network is told, once. */
export async function enqueue(
  db: Db,
  found: readonly Conversion[],
  goals: readonly Goal[],
  now: string
): Promise<void> {
  const rows = found.map(({ lead, network, name, at, id, price, currency }) => ({
    ...{ lead_id: lead, network, name, at, id_kind: id.kind, id_value: id.value, price, currency, next_at: now },
    action: (network === 'google' && goals.find((goal) => goal.google === name)?.googleAction) || null
  }))
  await db.query(
    `insert into conversion_upload (lead_id, network, name, at, id_kind, id_value, price, currency, next_at, action)
     select lead_id, network, name, at, id_kind, id_value, price, currency, next_at, action
     from jsonb_populate_recordset(null::conversion_upload, $1) on conflict do nothing`,
    [JSON.stringify(rows)]
  )
}

/** What a network would no longer link to a visit. */
export async function giveUp(db: Db, network: Network, before: string): Promise<void> {
  await db.query(
    `update conversion_upload set state = 'refused', error = coalesce(error, 'too old')
     where network = $1 and state in ('waiting', 'sending') and at < $2`,
    [network, before]
  )
}

interface Batch {
  readonly id: string
  /** It was sent before, and nobody knows whether it arrived. */
  readonly isAgain: boolean
  readonly tries: number
  readonly items: readonly Outgoing[]
}

type Row = Outgoing & { readonly batch: string; readonly tries: number }

/** Takes what is due: one upload of before, or so many that are in none. Until `leaseUntil` nobody else does. */
export async function claim(
  db: Db,
  {
    network,
    now,
    leaseUntil,
    batch,
    limit
  }: Record<'network' | 'now' | 'leaseUntil' | 'batch', string> & { limit: number }
): Promise<Batch | undefined> {
  const { rows } = await db.query<Row>(
    `with first as (
       select batch, id_kind from conversion_upload
         where network = $1 and state in ('waiting', 'sending') and next_at <= $2 order by next_at limit 1),
     due as (
       select u.lead_id, u.name from conversion_upload u, first
         where u.network = $1 and u.state in ('waiting', 'sending') and u.next_at <= $2
           and u.batch is not distinct from first.batch and u.id_kind = first.id_kind
         order by u.next_at limit $5 for update of u)
     update conversion_upload u set state = 'sending', tries = u.tries + 1, next_at = $3, batch = coalesce(u.batch, $4)
       from due where u.network = $1 and u.lead_id = due.lead_id and u.name = due.name
       returning u.lead_id as lead, u.name, iso(u.at) as at, jsonb_build_object('kind', u.id_kind, 'value', u.id_value) as id,
         u.price, u.currency, u.action, u.batch, u.tries`,
    [network, now, leaseUntil, batch, limit]
  )
  const [one] = rows
  if (!one) return undefined
  const tries = Math.max(...rows.map((row) => row.tries))
  return { id: one.batch, isAgain: one.batch !== batch, tries, items: rows }
}

interface Result {
  readonly state: 'sent' | 'refused' | 'waiting'
  readonly error?: string
  /** Of what is waiting. */
  readonly nextAt?: string
  /** It may be there all the same: it stays the upload that it is. */
  readonly keepsBatch?: boolean
}

export async function settle(
  db: Db,
  network: Network,
  batch: string,
  leads: readonly Pick<Outgoing, 'lead' | 'name'>[],
  {
    state,
    error = null,
    nextAt = null,
    keepsBatch = state !== 'waiting'
  }: Omit<Result, 'error' | 'nextAt'> & {
    error?: string | null
    nextAt?: string | null
  }
): Promise<void> {
  await db.query(
    `update conversion_upload u set state = $4, error = $5, next_at = coalesce($6, u.next_at),
       batch = case when $7 then u.batch end, sent_at = case when $4 = 'sent' then date_trunc('milliseconds', now()) end
     from unnest($2::uuid[], $3::text[]) as told (lead_id, name)
     where u.network = $1 and u.batch = $8 and u.lead_id = told.lead_id and u.name = told.name`,
    [network, leads.map(({ lead }) => lead), leads.map(({ name }) => name), state, error, nextAt, keepsBatch, batch]
  )
}
