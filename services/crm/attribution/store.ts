import type pg from 'pg'
import type { HubConfig } from '../../../contracts/config.ts'
import type { VisitSnapshot } from '../../../contracts/visit.ts'
import type { FeedRow } from '../feed/store.ts'
import { type Db, inTransaction } from '../transaction.ts'

/**
 * Takes what is known of a visit; answers what was appended to the event stream: calls whose visit is known now. These are two
 * transactions, so that no call waits for another call here.
 */
export async function applyVisit(pool: pg.Pool, subject: string, visit: VisitSnapshot): Promise<FeedRow[]> {
  await pool.query({
    name: 'apply-visit',
    text: 'select apply_visit($1, $2, $3)',
    values: [subject, visit.version, JSON.stringify(visit)]
  })
  const { address, since, restUntil } = visit.number
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<FeedRow>({
      name: 'tell-calls',
      text: 'select * from tell_calls($1, $2, $3)',
      values: [address, since, restUntil]
    })
    return rows
  })
}

/** What the lines say of calls, as hub.yaml has it now: it holds for calls from here on. */
export async function keepLineSources(db: Db, lines: HubConfig['lines']): Promise<void> {
  const kept = new Map(lines.map((line) => [line.address, line]))
  const told = [...kept.values()].filter(({ source, leads = false }) => source !== undefined || leads)
  await db.query(
    `with gone as (delete from line_source where form_id is null and address <> all($1))
     insert into line_source as l (address, source, leads) select * from unnest($1::text[], $2::text[], $3::boolean[])
       on conflict (address, form_id) do update set source = excluded.source, leads = excluded.leads
         where (l.source, l.leads) is distinct from (excluded.source, excluded.leads)`,
    [told.map(({ address }) => address), told.map(({ source }) => source), told.map(({ leads }) => leads ?? false)]
  )
}

/** So long a visit may be asked for again; a call keeps what it told. */
const KEEP_DAYS = 90

export async function pruneVisits(db: Db): Promise<void> {
  await db.query('delete from web_visit where at < now() - make_interval(days => $1)', [KEEP_DAYS])
  await db.query('delete from absorbed_call where started_at < now() - make_interval(days => $1)', [KEEP_DAYS])
}
