import type { Contact } from '../../../contracts/contact.ts'
import type { Merge } from '../../../contracts/merge.ts'
import type { Place } from '../paging.ts'
import { createParameters } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesRecord } from '../visibility.ts'

/** A contact as it is, and whether it is one: a merged record belongs to another. */
interface Held {
  readonly id: string
  readonly mergedInto: string | null
  /** Of the root. */
  readonly rootName: string
  readonly contact: Contact
}

/**
 * Merges and undos wait for each other to the end of their transactions, so that pointers never make a circle. Then the
 * rows are locked in the order of their ids; calls that come in for these contacts do not wait.
 */
export async function lockForMerge(db: Db, ids: readonly string[]): Promise<void> {
  await db.query("select pg_advisory_xact_lock(hashtext('contact-merge'))")
  await db.query(
    `with recursive up as (
       select id, merged_into from contact where id = any($1)
       union select c.id, c.merged_into from contact c join up on c.id = up.merged_into
     ), down as (
       select id from up union select c.id from contact c join down on c.merged_into = down.id
     )
     select id from contact where id in (select id from down) order by id for no key update`,
    [ids]
  )
}

export async function readHeld(db: Db, ids: readonly string[]): Promise<Held[]> {
  const { rows } = await db.query<Held>(
    `select c.id, c.merged_into as "mergedInto", root.display_name as "rootName", contact_json(c) as contact
     from contact c join contact root on root.id = c.root_id where c.id = any($1)`,
    [ids]
  )
  return rows
}

export async function countRecords(db: Db, roots: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ n: number }>('select count(*)::int as n from contact where root_id = any($1)', [
    roots
  ])
  return rows[0]?.n ?? 0
}

interface MergeRow {
  readonly id: string
  readonly winner: string
  readonly losers: readonly string[]
  readonly names: Merge['contacts']
  readonly choices: Readonly<Record<string, string>>
  readonly by: string | null
}

/** Sets the pointers and the chosen values. */
export async function insertMerge(db: Db, { id, winner, losers, names, choices, by }: MergeRow): Promise<void> {
  await db.query(
    `insert into contact_merge (id, winner_id, loser_ids, contacts, fields, by_id, at)
     values ($1, $2, $3, $4, $5, $6, date_trunc('milliseconds', clock_timestamp()))`,
    [id, winner, losers, JSON.stringify(names), JSON.stringify(choices), by]
  )
  await db.query('update contact set merged_into = $1 where id = any($2)', [winner, losers])
  await db.query('select set_root(id, $1) from unnest($2::uuid[]) id', [winner, losers])
  const fields = Object.keys(choices)
  await db.query(
    `insert into contact_choice (merge_id, winner_id, field, source_id)
     select $1, $2, field, source from unnest($3::text[], $4::uuid[]) as x (field, source)`,
    [id, winner, fields, Object.values(choices)]
  )
  await db.query('select refresh_choices($1, $2)', [winner, fields])
}

/** Takes the pointers and the choices back. */
export async function undoMerge(db: Db, merge: Merge, by: string | null): Promise<void> {
  await db.query(
    `update contact_merge set undone_at = date_trunc('milliseconds', clock_timestamp()), undone_by = $2 where id = $1`,
    [merge.id, by]
  )
  await db.query('update contact set merged_into = null where id = any($1)', [merge.losers])
  await db.query('select set_root(id, id) from unnest($1::uuid[]) id', [merge.losers])
  const { rows } = await db.query<{ field: string }>('delete from contact_choice where merge_id = $1 returning field', [
    merge.id
  ])
  await db.query('select refresh_choices($1, $2)', [merge.winner, rows.map(({ field }) => field)])
}

export async function findMerge(db: Db, id: string): Promise<Merge | undefined> {
  const { rows } = await db.query<{ merge: Merge }>(
    'select merge_json(m) as merge from contact_merge m where id = $1',
    [id]
  )
  return rows[0]?.merge
}

/** Newest first; of one contact: those that any of its records had a part in. */
export async function listMerges(
  db: Db,
  { contact, sight }: { contact: string | undefined; sight: Sight },
  before: Place | undefined,
  limit: number
): Promise<Merge[]> {
  const { put, values } = createParameters()
  const records = `contact_records(coalesce((select root_id from contact where id = ${put(contact ?? null)}), $1))`
  const seen = seesRecord(sight, put, 'm.winner_id') ?? 'true'
  const { rows } = await db.query<{ merge: Merge }>(
    `with asked as (select case when $1::uuid is null then null else ${records} end as records)
     select merge_json(m) as merge from contact_merge m, asked
     where (asked.records is null or m.winner_id = any(asked.records) or m.loser_ids && asked.records) and ${seen}
       and ${before ? `(m.at, m.id) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)` : 'true'}
     order by m.at desc, m.id desc limit ${put(limit)}`,
    values
  )
  return rows.map(({ merge }) => merge)
}

/** Counts the change; answers the contacts as they are now, each with the root that it belongs to. */
export async function touch(db: Db, ids: readonly string[]): Promise<{ root: string; contact: Contact }[]> {
  await db.query(
    `update contact set version = version + 1, updated_at = date_trunc('milliseconds', clock_timestamp())
     where id = any($1)`,
    [ids]
  )
  const { rows } = await db.query<{ root: string; contact: Contact }>(
    `select root_id as root, contact_json(c) as contact from contact c where id = any($1) order by root_id <> id, id`,
    [ids]
  )
  return rows
}

export async function rootOf(db: Db, id: string): Promise<string> {
  const { rows } = await db.query<{ root: string }>('select root_id as root from contact where id = $1', [id])
  return rows[0]?.root ?? id
}

/** The live interactions of the contacts, all their records included: they show its name. */
export async function liveOfRoots(db: Db, roots: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from interaction where state <> 'ended'
     and contact_id in (select id from contact where root_id = any($1)) limit 100`,
    [roots]
  )
  return rows.map(({ id }) => id)
}
