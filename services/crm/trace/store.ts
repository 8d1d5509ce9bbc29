import type pg from 'pg'
import type { TraceEntry } from '../../../contracts/trace.ts'
import { pack, unpack } from '../../kit/trace-chunk.ts'
import { type Db, inTransaction } from '../transaction.ts'

const LEVEL = 6
/** Rows that one answer looks at: an hour or so of a call in which something happens every second. */
const MAX_ROWS = 5_000

export type Traced = readonly [subject: string, entry: TraceEntry]

function bySubject(traced: readonly Traced[]): Map<string, TraceEntry[]> {
  const groups = new Map<string, TraceEntry[]>()
  for (const [subject, entry] of traced) {
    const group = groups.get(subject)
    if (group) group.push(entry)
    else groups.set(subject, [entry])
  }
  return groups
}

/** Keeps a chunk; the same again changes nothing. */
export async function keepTrace(pool: pg.Pool, day: string, traced: readonly Traced[]): Promise<void> {
  const groups = [...bySubject(traced)]
  const bodies = await Promise.all(groups.map(([, entries]) => pack(JSON.stringify(entries), LEVEL)))
  const firsts = groups.map(([, entries]) => Math.min(...entries.map(({ sequence }) => sequence)))
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ day: string }>('select trace_day($1)::text as day', [day])
    await tx.query(
      `insert into trace (day, subject, first, body)
       select $1, * from unnest($2::text[], $3::bigint[], $4::bytea[]) on conflict do nothing`,
      [rows[0]?.day, groups.map(([subject]) => subject), firsts, bodies]
    )
  })
}

/** Everything that is kept of an interaction's subjects. `isCut`: there is more than is ever shown. */
export async function readTrace(db: Db, interaction: string): Promise<{ traced: Traced[]; isCut: boolean }> {
  const { rows } = await db.query<{ subject: string; body: Buffer }>(
    `select t.subject, t.body from interaction_subject s join trace t on t.subject = s.subject
     where s.interaction_id = $1 order by t.first limit $2`,
    [interaction, MAX_ROWS + 1]
  )
  const traced: Traced[] = []
  for (const { subject, body } of rows.slice(0, MAX_ROWS)) {
    for (const entry of (await unpack(body)) as TraceEntry[]) traced.push([subject, entry])
  }
  return { traced, isCut: rows.length > MAX_ROWS }
}

export async function pruneTrace(db: Db, keepDays: number): Promise<void> {
  await db.query('select prune_trace($1)', [keepDays])
}
