import type { User } from '../../../contracts/rest.ts'
import { badCursor, isId } from '../paging.ts'
import type { Db } from '../transaction.ts'

/** What is written of a user; the hash stands for the password. */
interface UserFields {
  readonly login: string
  readonly name: string
  readonly role: User['role']
  readonly language: User['language']
  readonly sees: User['sees']
  readonly active: boolean
  readonly passwordHash: string
}

export async function findCredentials(
  db: Db,
  login: string
): Promise<{ user: User; passwordHash: string } | undefined> {
  const { rows } = await db.query<{ user: User; passwordHash: string }>(
    `select user_json(u) as "user", password_hash as "passwordHash" from app_user u where lower(login) = lower($1)`,
    [login]
  )
  return rows[0]
}

export async function findUser(db: Db, id: string): Promise<User | undefined> {
  const { rows } = await db.query<{ user: User }>(`select user_json(u) as "user" from app_user u where id = $1`, [id])
  return rows[0]?.user
}

export async function listUsers(db: Db, after: string | undefined, limit: number): Promise<User[]> {
  if (after !== undefined && !isId(after)) throw badCursor()
  const { rows } = await db.query<{ user: User }>(
    `select user_json(u) as "user" from app_user u where $1::uuid is null or id > $1 order by id limit $2`,
    [after ?? null, limit]
  )
  return rows.map(({ user }) => user)
}

/** Whose extension it is; the first user of an active account. */
export async function findByExtension(db: Db, extension: string): Promise<User | undefined> {
  const { rows } = await db.query<{ user: User }>(
    `select user_json(u) as "user" from app_user u join user_extension e on e.user_id = u.id where e.extension = $1`,
    [extension]
  )
  return rows[0]?.user
}

export async function allExtensions(db: Db): Promise<Set<string>> {
  const { rows } = await db.query<{ extension: string }>('select extension from user_extension')
  return new Set(rows.map(({ extension }) => extension))
}

/** Throws PostgreSQL's 23505 when the login is taken. */
export async function insertUser(db: Db, id: string, user: UserFields): Promise<void> {
  await db.query(
    `insert into app_user (id, login, name, role, language, active, password_hash, sees, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, date_trunc('milliseconds', now()))`,
    [id, user.login, user.name, user.role, user.language, user.active, user.passwordHash, user.sees]
  )
}

/** Changes only the fields that are given. False when there is no such user. */
export async function updateUser(db: Db, id: string, user: Partial<UserFields>): Promise<boolean> {
  const { rowCount } = await db.query(
    `update app_user set login = coalesce($2, login), name = coalesce($3, name), role = coalesce($4, role),
       language = coalesce($5, language), active = coalesce($6, active), password_hash = coalesce($7, password_hash),
       sees = coalesce($8, sees)
     where id = $1`,
    [id, user.login, user.name, user.role, user.language, user.active, user.passwordHash, user.sees]
  )
  return rowCount === 1
}

/** Replaces the list. Throws PostgreSQL's 23505 when one is another user's. */
export async function setExtensions(db: Db, id: string, extensions: readonly string[]): Promise<void> {
  await db.query('delete from user_extension where user_id = $1', [id])
  await db.query(
    `insert into user_extension (extension, user_id, place)
     select extension, $1, place from unnest($2::text[]) with ordinality as x(extension, place)`,
    [id, extensions]
  )
}

export async function countActiveAdmins(db: Db): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from (select 1 from app_user where role = 'admin' and active for update) a`
  )
  return rows[0]?.n ?? 0
}
