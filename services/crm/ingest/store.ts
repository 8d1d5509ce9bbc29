import type pg from 'pg'
import type { FeedGapEvent } from '../../../contracts/event.ts'
import type { tidyCall, tidyMessage } from '../../kit/tidy.ts'
import type { Mention } from '../evidence/mentions.ts'
import { appendFeed, type FeedRow } from '../feed/store.ts'
import { idAt, roomFor } from '../interactions/quarters.ts'
import { type Db, inTransaction } from '../transaction.ts'

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

export interface MessageFacts {
  readonly subject: string
  readonly message: ReturnType<typeof tidyMessage>
  /** The key of the remote number or address. */
  readonly remote: string | null
  readonly kind: string
  readonly lineName: string | null
  readonly mentions: readonly Mention[]
}

/** As `applyCall`, for what came or went in writing. */
export async function applyMessage(db: Db, facts: MessageFacts): Promise<FeedRow[]> {
  const { subject, message, remote, kind, lineName, mentions } = facts
  await roomFor(db, message.startedAt)
  const { rows } = await db.query<FeedRow>({
    name: 'apply-message',
    text: 'select * from apply_message($1, $2, $3, $4, $5, $6, $7)',
    values: [
      ...[subject, idAt(message.startedAt), JSON.stringify(message), remote, kind, lineName],
      JSON.stringify(mentions)
    ]
  })
  return rows
}

/** Tells of a gap once, and ends the calls that nobody knows of any more. */
export async function applyGap(pool: pg.Pool, { id, subject, data }: FeedGapEvent): Promise<FeedRow[]> {
  const { instance, from, to, reason, version, calls } = data
  return inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query('insert into feed_gap (id) values ($1) on conflict do nothing', [id])
    if (rowCount !== 1) return []
    const over =
      calls &&
      (await tx.query<FeedRow>('select * from end_unknown_calls($1, $2, $3, $4)', [subject, version, to, calls]))
    return [...(over?.rows ?? []), ...(await appendFeed(tx, 'feed-gap', { instance, from, to, reason }))]
  })
}
