import type { Team } from '../../../contracts/team.ts'
import type { Brief } from '../../../contracts/words.ts'
import { badCursor, isId } from '../paging.ts'
import type { Db } from '../transaction.ts'

const SELECT = `select t.id, t.name, iso(t.created_at) as "createdAt",
    (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name, u.id), '[]')
     from team_member m join app_user u on u.id = m.user_id where m.team_id = t.id) as members
  from team t`

export async function listTeams(db: Db, after: string | undefined, limit: number): Promise<Team[]> {
  if (after !== undefined && !isId(after)) throw badCursor()
  const { rows } = await db.query<Team>(`${SELECT} where $1::uuid is null or t.id > $1 order by t.id limit $2`, [
    after ?? null,
    limit
  ])
  return rows
}

export async function findTeam(db: Db, id: string): Promise<Team | undefined> {
  const { rows } = await db.query<Team>(`${SELECT} where t.id = $1`, [id])
  return rows[0]
}

/** Throws PostgreSQL's 23505 when the name is taken. */
export async function insertTeam(db: Db, id: string, name: string): Promise<void> {
  await db.query("insert into team (id, name, created_at) values ($1, $2, date_trunc('milliseconds', now()))", [
    id,
    name
  ])
}

/** False when there is no such team. Throws PostgreSQL's 23505 when the name is taken. */
export async function renameTeam(db: Db, id: string, name: string | undefined): Promise<boolean> {
  const { rowCount } = await db.query('update team set name = coalesce($2, name) where id = $1', [id, name])
  return rowCount === 1
}

/** Replaces the list; answers those who are no users, and then nothing was written. */
export async function setMembers(db: Db, id: string, members: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select m.id from unnest($1::uuid[]) m(id) where not exists (select 1 from app_user u where u.id = m.id)',
    [members]
  )
  if (rows.length > 0) return rows.map(({ id }) => id)
  await db.query('delete from team_member where team_id = $1', [id])
  await db.query('insert into team_member (team_id, user_id) select $1, m from unnest($2::uuid[]) m', [id, members])
  return []
}

/** The active users by name: whom one can give something to. */
export async function listColleagues(db: Db, after: string | undefined, limit: number): Promise<Brief[]> {
  if (after !== undefined && !isId(after)) throw badCursor()
  const { rows } = await db.query<Brief>(
    'select id, name from app_user where active and ($1::uuid is null or id > $1) order by id limit $2',
    [after ?? null, limit]
  )
  return rows
}
