import type { Consent, NewConsent } from '../../../contracts/consent.ts'
import type { Db } from '../transaction.ts'

const SELECT = `select k.id, k.purpose, k.given, iso(k.at) as at, k.source, k.text, user_brief(k.by_id) as by,
    iso(k.recorded_at) as "recordedAt"
  from contact_consent k`

/** The log of a contact with all its records, what holds now first. */
export async function listConsents(db: Db, root: string, limit: number): Promise<Consent[]> {
  const { rows } = await db.query<Consent>(
    `${SELECT} where contact_id = any(contact_records($1)) order by k.at desc, k.id desc limit $2`,
    [root, limit]
  )
  return rows
}

export async function findConsent(db: Db, id: string): Promise<Consent | undefined> {
  const { rows } = await db.query<Consent>(`${SELECT} where k.id = $1`, [id])
  return rows[0]
}

/** To the record that is named: with an undo of a merge it stays there. */
export async function insertConsent(
  db: Db,
  { id, contact, by }: { id: string; contact: string; by: string | null },
  { purpose, given, source, at, text = null }: NewConsent
): Promise<void> {
  await db.query(
    `insert into contact_consent (id, contact_id, purpose, given, source, text, at, by_id, recorded_at)
     select $1, $2, $3, $4, $5, $6, date_trunc('milliseconds', coalesce($7::timestamptz, now())), $8,
       date_trunc('milliseconds', now())`,
    [id, contact, purpose, given, source, text, at, by]
  )
}
