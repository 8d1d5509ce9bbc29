import type { HubFile } from '../../../contracts/file.ts'
import { badCursor, isId } from '../paging.ts'
import type { Db } from '../transaction.ts'

/** Whose file: a contact with all its records, or an interaction with all ids that it was known by. */
export interface Holder {
  readonly kind: 'contact' | 'interaction'
  readonly id: string
}

const SELECT = `select f.id, f.name, f.type, f.size::int as size, f.sha256, '/api/v1/files/' || f.id as url,
    (select root_id from contact c where c.id = f.contact_id) as contact,
    coalesce((select interaction_id from interaction_alias a where a.id = f.interaction_id), f.interaction_id)
      as interaction,
    user_brief(f.by_id) as by, iso(f.at) as at
  from file f`

const HELD = {
  contact: 'f.contact_id = any(contact_records($1))',
  interaction: 'f.interaction_id in (select $1::uuid union select id from interaction_alias where interaction_id = $1)'
}

/** Newest first. */
export async function listFiles(
  db: Db,
  { kind, id }: Holder,
  before: string | undefined,
  limit: number
): Promise<HubFile[]> {
  if (before !== undefined && !isId(before)) throw badCursor()
  const { rows } = await db.query<HubFile>(
    `${SELECT} where ${HELD[kind]} and ($2::uuid is null or f.id < $2) order by f.id desc limit $3`,
    [id, before ?? null, limit]
  )
  return rows
}

export async function findFile(db: Db, id: string): Promise<HubFile | undefined> {
  const { rows } = await db.query<HubFile>(`${SELECT} where f.id = $1`, [id])
  return rows[0]
}

export async function insertFile(
  db: Db,
  { kind, id: holder }: Holder,
  {
    id,
    name,
    type,
    size,
    sha256,
    by
  }: Pick<HubFile, 'id' | 'name' | 'type' | 'size' | 'sha256'> & { by: string | null }
): Promise<void> {
  await db.query(
    `insert into file (id, ${kind}_id, name, type, size, sha256, by_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, date_trunc('milliseconds', now()))`,
    [id, holder, name, type, size, sha256, by]
  )
}

export async function deleteFile(db: Db, id: string): Promise<void> {
  await db.query('delete from file where id = $1', [id])
}

/** From here to the commit nobody else keeps or removes these contents. */
export async function lockContents(db: Db, sha256: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [sha256])
}

export async function isHeld(db: Db, sha256: string): Promise<boolean> {
  const { rowCount } = await db.query('select 1 from file where sha256 = $1 limit 1', [sha256])
  return rowCount !== 0
}

/** Which of these contents no file has. */
export async function unheldOf(db: Db, contents: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>(
    'select x.sha256 from unnest($1::text[]) x (sha256) where not exists (select from file f where f.sha256 = x.sha256)',
    [contents]
  )
  return rows.map(({ sha256 }) => sha256)
}
