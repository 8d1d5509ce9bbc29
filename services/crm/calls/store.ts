import type { CallSnapshot } from '../../../contracts/call.ts'
import type { Db } from '../transaction.ts'
import { ASKED_VERSION } from './snapshots.ts'

export interface KnownRequest {
  readonly bodyHash: Buffer
  /** Null while the first request with this key is under way. */
  readonly status: number | null
  readonly answer: unknown
}

/** True when nobody came with this key before. */
export async function claimRequest(db: Db, asker: string, key: string, bodyHash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into call_request (asker, key, body_hash) values ($1, $2, $3) on conflict do nothing',
    [asker, key, bodyHash]
  )
  return rowCount === 1
}

export async function findRequest(db: Db, asker: string, key: string): Promise<KnownRequest | undefined> {
  const { rows } = await db.query<KnownRequest>(
    'select body_hash as "bodyHash", status, answer from call_request where asker = $1 and key = $2',
    [asker, key]
  )
  return rows[0]
}

export async function answerRequest(
  db: Db,
  asker: string,
  key: string,
  status: number,
  answer: unknown
): Promise<void> {
  await db.query('update call_request set status = $3, answer = $4 where asker = $1 and key = $2', [
    asker,
    key,
    status,
    JSON.stringify(answer)
  ])
}

/** Nothing was done for it: the same key may try again. */
export async function releaseRequest(db: Db, asker: string, key: string): Promise<void> {
  await db.query('delete from call_request where asker = $1 and key = $2', [asker, key])
}

export async function pruneRequests(db: Db): Promise<void> {
  await db.query("delete from call_request where at < now() - interval '1 day'")
}

interface AskedCall {
  readonly subject: string
  readonly from: string
  readonly raw: string
  readonly remote: string | null
  readonly direction: CallSnapshot['direction']
  readonly startedAt: Date
}

const ASKED = `select s.subject, i.participants #>> '{0,address}' as "from", i.remote_raw as raw,
    i.remote_address as remote, i.direction, i.started_at as "startedAt"
  from interaction_subject s join interaction i on i.id = s.interaction_id
  where s.version = ${ASKED_VERSION} and not s.absorbed`

/** A call that was asked for, if no telephone system has said anything of it. */
export async function findAsked(db: Db, subject: string): Promise<AskedCall | undefined> {
  const { rows } = await db.query<AskedCall>(`${ASKED} and s.subject = $1`, [subject])
  return rows[0]
}

/** Calls that were asked for so long ago that nothing will come of them. */
export async function findForgotten(db: Db, seconds: number): Promise<AskedCall[]> {
  const { rows } = await db.query<AskedCall>(
    `${ASKED} and i.state <> 'ended' and i.started_at < now() - make_interval(secs => $1) limit 100`,
    [seconds]
  )
  return rows
}
