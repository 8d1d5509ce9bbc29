import type { User } from '../../../contracts/rest.ts'
import type { Db } from '../transaction.ts'

export const SESSION_HOURS = 12

interface LiveSession {
  readonly user: User
  readonly expiresAt: Date
  /** It was used late in its life, and lives longer now: the cookie must be told. */
  readonly renewed: boolean
}

/** A session of an active user; when less than 11.5 of its 12 hours are left, it is given 12 again. */
export async function findSession(db: Db, tokenHash: Buffer): Promise<LiveSession | undefined> {
  const { rows } = await db.query<{ user: User; expiresAt: Date }>({
    name: 'find-session',
    text: `select user_json(u) as "user", s.expires_at as "expiresAt"
           from session s join app_user u on u.id = s.user_id
           where s.token_hash = $1 and s.expires_at > now() and u.active`,
    values: [tokenHash]
  })
  const found = rows[0]
  if (!found) return undefined
  const leftMs = found.expiresAt.getTime() - Date.now()
  if (leftMs > (SESSION_HOURS - 0.5) * 3_600_000) return { ...found, renewed: false }
  const renewed = await db.query<{ expiresAt: Date }>(
    `update session set expires_at = now() + make_interval(hours => $2) where token_hash = $1
     returning expires_at as "expiresAt"`,
    [tokenHash, SESSION_HOURS]
  )
  return { user: found.user, expiresAt: renewed.rows[0]?.expiresAt ?? found.expiresAt, renewed: true }
}

export async function addSession(db: Db, tokenHash: Buffer, userId: string): Promise<Date> {
  const { rows } = await db.query<{ expiresAt: Date }>(
    `insert into session (token_hash, user_id, expires_at) values ($1, $2, now() + make_interval(hours => $3))
     returning expires_at as "expiresAt"`,
    [tokenHash, userId, SESSION_HOURS]
  )
  if (!rows[0]) throw new Error('the session was not stored')
  return rows[0].expiresAt
}

export async function removeSession(db: Db, tokenHash: Buffer): Promise<void> {
  await db.query('delete from session where token_hash = $1', [tokenHash])
}

export async function removeSessionsOf(db: Db, userId: string): Promise<void> {
  await db.query('delete from session where user_id = $1', [userId])
}

export async function pruneSessions(db: Db): Promise<void> {
  await db.query('delete from session where expires_at < now()')
}
