import type { MissedCall, MissedCallSummary } from '../../../contracts/missed-call.ts'
import type { Place } from '../paging.ts'
import { createParameters, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesRecord } from '../visibility.ts'

export interface MissedFilter {
  readonly state: MissedCall['state']
  /** A user's id, or null: nobody's. */
  readonly owner?: string | null
  /** Of any of these teams. */
  readonly teams?: readonly string[]
  readonly contact?: string
  readonly line?: string
  readonly queue?: string
  readonly overdue?: boolean
  readonly sight: Sight
}

/** Open ones by when they are due, the closed ones newest first. */
export async function listMissed(
  db: Db,
  filter: MissedFilter,
  after: Place | undefined,
  limit: number
): Promise<MissedCall[]> {
  const { put, values } = createParameters()
  const isOpen = filter.state === 'open'
  const where = [`m.closed_at is ${isOpen ? '' : 'not '}null`, 'm.attempts > 0']
  if (filter.owner === null) where.push('m.owner_id is null')
  else if (filter.owner !== undefined) where.push(`m.owner_id = ${put(filter.owner)}`)
  if (filter.teams) where.push(`m.team_id = any(${put(filter.teams)})`)
  if (filter.contact) {
    where.push(
      `m.contact_id = any((select contact_records(root_id) from contact where id = ${put(filter.contact)})::uuid[])`
    )
  }
  for (const column of ['line', 'queue'] as const) {
    if (filter[column] !== undefined) where.push(`m.${column} = ${put(filter[column])}`)
  }
  if (filter.overdue !== undefined) where.push(`m.due_at ${filter.overdue ? '<' : '>='} coalesce(m.closed_at, now())`)
  where.push(...seenBy(filter.sight, put))
  const [at, order, sign] = isOpen ? ['m.due_at', 'asc', '>'] : ['m.closed_at', 'desc', '<']
  if (after) where.push(`(${at}, m.id) ${sign} (${put(after.at)}::timestamptz, ${put(after.id)}::uuid)`)
  const { rows } = await db.query<{ entry: MissedCall }>(
    `select missed_call_json(m) as entry from missed_call m where ${where.join(' and ')}
     order by ${at} ${order}, m.id ${order} limit ${put(limit)}`,
    values
  )
  return rows.map(({ entry }) => entry)
}

/** The own ones are seen, whosever customers they are of. */
function seenBy(sight: Sight, put: Put): string[] {
  const seen = seesRecord(sight, put, 'm.contact_id')
  return seen === undefined ? [] : [`(m.owner_id = ${put(sight.user)} or ${seen})`]
}

/** Undefined, too, when it is not there for who asks, and when it turned out to be none. */
export async function findSeenMissed(db: Db, sight: Sight, id: string): Promise<MissedCall | undefined> {
  const { put, values } = createParameters()
  const where = [`m.id = ${put(id)}`, 'm.attempts > 0', ...seenBy(sight, put)]
  const { rows } = await db.query<{ entry: MissedCall }>(
    `select missed_call_json(m) as entry from missed_call m where ${where.join(' and ')}`,
    values
  )
  return rows[0]?.entry
}

export async function findMissed(db: Db, id: string): Promise<MissedCall | undefined> {
  const { rows } = await db.query<{ entry: MissedCall }>(
    'select missed_call_json(m) as entry from missed_call m where id = $1',
    [id]
  )
  return rows[0]?.entry
}

/** The entry as the asker sees it, held until the end of the transaction. */
export async function holdMissed(db: Db, sight: Sight, id: string): Promise<MissedCall | undefined> {
  await db.query('select 1 from missed_call where id = $1 for update', [id])
  return findSeenMissed(db, sight, id)
}

interface Changes {
  readonly ownerId?: string | null | undefined
  readonly teamId?: string | null | undefined
  /** Who closes it, and why; null: a program. */
  readonly closed?: { readonly by: string | null; readonly reason: string | null } | undefined
}

/** `undefined` leaves a field as it is. */
export async function updateMissed(db: Db, id: string, { ownerId, teamId, closed }: Changes): Promise<void> {
  await db.query(
    `update missed_call set owner_id = case when $2 then $3 else owner_id end,
       team_id = case when $4 then $5 else team_id end,
       closed_at = case when $6 then date_trunc('milliseconds', now()) else closed_at end,
       closed_by = case when $6 then $7 else closed_by end, reason = case when $6 then $8 else reason end,
       version = version + 1
     where id = $1`,
    [
      ...[id, ownerId !== undefined, ownerId, teamId !== undefined, teamId],
      ...[closed !== undefined, closed?.by, closed?.reason]
    ]
  )
}

/** Of what the asker sees; `timeZone` says when today began. */
export async function summariseMissed(db: Db, sight: Sight, timeZone: string): Promise<MissedCallSummary> {
  const { put, values } = createParameters()
  const today = `date_trunc('day', now(), ${put(timeZone)})`
  const seen = seenBy(sight, put).map((condition) => ` and ${condition}`)
  const { rows } = await db.query<MissedCallSummary>(
    `select * from
       (select count(*)::int as open, count(*) filter (where due_at < now())::int as overdue
        from missed_call m where closed_at is null${seen}) o,
       (select count(*)::int as "closedToday", count(*) filter (where closed_at <= due_at)::int as "withinLevelToday"
        from missed_call m where closed_at >= ${today} and attempts > 0${seen}) c`,
    values
  )
  return rows[0] ?? { open: 0, overdue: 0, closedToday: 0, withinLevelToday: 0 }
}

/** The service level of what is missed from now on. */
export async function keepServiceLevel(db: Db, minutes: number): Promise<void> {
  await db.query('update missed_level set minutes = $1 where minutes <> $1', [minutes])
}
