import type { FeedItem } from '../../../contracts/feed.ts'
import { createParameters } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesFeedItem } from '../visibility.ts'

/** A row of the event stream as the database answers it. */
export interface FeedRow {
  readonly seq: number
  readonly type: FeedItem['type']
  readonly data: FeedItem['data']
  readonly at: Date
  readonly owner_id: string | null
  readonly team_id: string | null
  readonly user_ids: readonly string[]
}

export const itemOf = ({ seq, type, data, at, owner_id: owner, team_id: team, user_ids: users }: FeedRow): FeedItem =>
  ({ cursor: String(seq), time: at.toISOString(), type, data, audience: { owner, team, users } }) as FeedItem

/** Appends one item. The last statement of its transaction: from here to the commit, all other writers wait. */
export async function appendFeed(db: Db, type: FeedItem['type'], data: FeedItem['data']): Promise<FeedRow[]> {
  const { rows } = await db.query<FeedRow>('select * from append_feed($1, $2)', [type, JSON.stringify(data)])
  return rows
}

/** Appends the interactions as they are now; see `appendFeed`. */
export async function appendInteractions(db: Db, ids: readonly string[]): Promise<FeedRow[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<FeedRow>('select * from append_interactions($1)', [ids])
  return rows
}

/** What the asker sees of the items after one number, up to another. */
export async function readFeed(db: Db, after: number, upTo: number, sight: Sight): Promise<FeedRow[]> {
  const { put, values } = createParameters()
  const seen = seesFeedItem(sight, put, 'f')
  const { rows } = await db.query<FeedRow>(
    `select * from feed f where seq > ${put(after)} and seq <= ${put(upTo)} ${seen ? `and ${seen}` : ''} order by seq`,
    values
  )
  return rows
}

/** The number of the last item, and of the oldest that is kept (one more than the last when none is). */
export async function feedBounds(db: Db): Promise<{ last: number; oldest: number }> {
  const { rows } = await db.query<{ last: number; oldest: number }>(
    `select c.seq as last, coalesce((select seq from feed order by seq limit 1), c.seq + 1) as oldest
     from feed_counter c`
  )
  return rows[0] ?? { last: 0, oldest: 1 }
}

const KEEP_DAYS = 7
const KEEP_ITEMS = 500_000

/** Keeps a week, and half a million items at most. */
export async function pruneFeed(db: Db): Promise<void> {
  await db.query(
    `delete from feed where seq <= (select seq - $1 from feed_counter)
     or seq < (select coalesce(min(seq), 0) from feed where at >= now() - make_interval(days => $2))`,
    [KEEP_ITEMS, KEEP_DAYS]
  )
  await db.query("delete from feed_gap where at < now() - interval '30 days'")
}
