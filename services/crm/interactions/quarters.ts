import { UUID } from 'uuidv7'
import type { Db } from '../transaction.ts'

const MAX_MS = 2 ** 48 - 1
const QUARTER_MONTHS = 3

const random = (bits: number): number => Math.floor(Math.random() * 2 ** bits)

/** A UUIDv7 of the moment at which an interaction began: the history lies in quarters by its ids. */
export function idAt(startedAt: string): string {
  const ms = Math.min(Math.max(Date.parse(startedAt), 0), MAX_MS)
  return UUID.fromFieldsV7(ms, random(12), random(30), random(32)).toString()
}

const quarterOf = (at: Date): number => at.getUTCFullYear() * 4 + Math.floor(at.getUTCMonth() / QUARTER_MONTHS)

/** Makes the quarter of a moment that is not of now: history that comes late. To be called outside of a transaction. */
export async function roomFor(db: Db, startedAt: string, now = new Date()): Promise<void> {
  const ahead = quarterOf(new Date(startedAt)) - quarterOf(now)
  if (ahead !== 0 && ahead !== 1) await db.query('select interaction_quarter($1)', [startedAt])
}

/** Makes the quarters that are about to come. */
export async function makeQuarters(db: Db): Promise<void> {
  await db.query('select interaction_quarter(now() + make_interval(months => $1 * n)) from generate_series(0, 2) n', [
    QUARTER_MONTHS
  ])
}
