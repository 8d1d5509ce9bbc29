import type pg from 'pg'
import type { FeedGapEvent } from '../../../contracts/event.ts'
import { appendFeed, type FeedRow } from '../feed/store.ts'
import { idAt, roomFor } from '../interactions/quarters.ts'
import { type Db, inTransaction } from '../transaction.ts'
import type { tidyCall } from './tidy.ts'

interface CallFacts {
  readonly subject: string
  readonly call: ReturnType<typeof tidyCall>
  /** The key of the remote number. */
  readonly remote: string | null
  readonly lineName: string | null
  /** The contact that a person said it is. */
  readonly contact?: string | null
}

/**
 * Applies the state of a call if it is newer than what is stored: one statement, one transaction, one round trip.
 * Answers what was appended to the event stream; nothing when it was old news.
 */
export async function applyCall(db: Db, facts: CallFacts): Promise<FeedRow[]> {
  const { subject, call, remote, lineName, contact = null } = facts
  await roomFor(db, call.startedAt)
  const { rows } = await db.query<FeedRow>({
    name: 'apply-call',
    text: 'select * from apply_call($1, $2, $3, $4, $5, $6)',
    values: [subject, idAt(call.startedAt), JSON.stringify(call), remote, lineName, contact]
  })
  return rows
}

/** Tells of a gap once. */
export async function applyGap(pool: pg.Pool, id: string, gap: FeedGapEvent['data']): Promise<FeedRow[]> {
  const { instance, from, to, reason } = gap
  return inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query('insert into feed_gap (id) values ($1) on conflict do nothing', [id])
    return rowCount === 1 ? appendFeed(tx, 'feed-gap', { instance, from, to, reason }) : []
  })
}
