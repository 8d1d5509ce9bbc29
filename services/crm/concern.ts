import type { Asker } from './auth/asker.ts'
import { faultAt } from './input.ts'
import type { Db } from './transaction.ts'

/** Throws 'bad-input' unless work can be given to this user; null and undefined are nobody. */
export async function requireUser(db: Db, field: string, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return
  const { rows } = await db.query<{ active: boolean }>('select active from app_user where id = $1', [id])
  if (!rows[0]) throw faultAt(field, 'is no user')
  if (!rows[0].active) throw faultAt(field, 'is the id of a user who is no longer active')
}

export async function requireTeam(db: Db, field: string, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return
  const { rowCount } = await db.query('select 1 from team where id = $1', [id])
  if (rowCount === 0) throw faultAt(field, 'is no team')
}

export async function requireContact(db: Db, field: string, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return
  const { rowCount } = await db.query('select 1 from contact where id = $1', [id])
  if (rowCount === 0) throw faultAt(field, 'is no contact')
}

/** A parameter that names a person: `me` is the asker, `none` is nobody. Throws 'bad-input' when a program says `me`. */
export function personOf(parameter: string, value: string, { user }: Asker): string | null {
  if (value === 'none') return null
  if (value !== 'me') return value
  if (!user) throw faultAt(`querystring:/${parameter}`, 'can be `me` only for a person')
  return user.id
}

/** The parameter `team`: `mine` are those of the asker. Throws 'bad-input' when a program says `mine`. */
export async function teamsOf(db: Db, value: string, { user }: Asker): Promise<string[]> {
  if (value !== 'mine') return [value]
  if (!user) throw faultAt('querystring:/team', 'can be `mine` only for a person')
  const { rows } = await db.query<{ id: string }>('select team_id as id from team_member where user_id = $1', [user.id])
  return rows.map(({ id }) => id)
}

/** Of the machine that the hub runs on. */
const HERE = new Intl.DateTimeFormat().resolvedOptions().timeZone

/** The time zone that a day is meant in. Throws 'bad-input' for one that there is not. */
export function timeZoneOf(asked: string | undefined): string {
  if (asked === undefined) return HERE
  try {
    return new Intl.DateTimeFormat('en', { timeZone: asked }).resolvedOptions().timeZone
  } catch {
    throw faultAt('querystring:/timeZone', 'is no time zone, like Europe/Moscow')
  }
}
