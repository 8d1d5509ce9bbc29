import type { NewSegment, Segment, SegmentPatch } from '../../../contracts/segment.ts'
import { badCursor, isId } from '../paging.ts'
import type { Db } from '../transaction.ts'

const SELECT = `select s.id, s.name, s.shared, s.kind, s.filter, user_brief(s.owner_id) as owner,
    iso(s.created_at) as "createdAt", iso(s.updated_at) as "updatedAt"
  from segment s`

/** Those that are shared and the user's own, oldest first. */
export async function listSegments(
  db: Db,
  user: string | null,
  kind: string | undefined,
  after: string | undefined,
  limit: number
): Promise<Segment[]> {
  if (after !== undefined && !isId(after)) throw badCursor()
  const { rows } = await db.query<Segment>(
    `${SELECT} where (s.shared or s.owner_id is not distinct from $1) and ($2::text is null or s.kind = $2)
       and ($3::uuid is null or s.id > $3) order by s.id limit $4`,
    [user, kind ?? null, after ?? null, limit]
  )
  return rows
}

export async function findSegment(db: Db, id: string): Promise<Segment | undefined> {
  const { rows } = await db.query<Segment>(`${SELECT} where s.id = $1`, [id])
  return rows[0]
}

export async function insertSegment(
  db: Db,
  id: string,
  owner: string | null,
  { name, kind, filter, shared = false }: NewSegment
): Promise<void> {
  await db.query(
    `insert into segment (id, name, shared, kind, filter, owner_id, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, date_trunc('milliseconds', now()), date_trunc('milliseconds', now()))`,
    [id, name, shared, kind, filter, owner]
  )
}

export async function updateSegment(db: Db, id: string, { name, shared, filter }: SegmentPatch): Promise<void> {
  await db.query(
    `update segment set name = coalesce($2, name), shared = coalesce($3, shared), filter = coalesce($4, filter),
       updated_at = date_trunc('milliseconds', now()) where id = $1`,
    [id, name, shared, filter]
  )
}

export async function deleteSegment(db: Db, id: string): Promise<void> {
  await db.query('delete from segment where id = $1', [id])
}
