import type pg from 'pg'
import type { CallSnapshot } from '../../../contracts/call.ts'
import { tidyCall } from '../../kit/tidy.ts'
import { matchContacts } from '../contacts/matching.ts'
import { recentWith } from '../interactions/store.ts'
import { applyCall } from './store.ts'

const NOBODY = '00000000-0000-7000-8000-000000000000'

/** A call that never was. */
const CALL: CallSnapshot = {
  version: 0,
  direction: 'inbound',
  state: 'ended',
  outcome: 'missed',
  reason: null,
  startedAt: '2000-01-01T00:00:00.000Z',
  answeredAt: null,
  endedAt: '2000-01-01T00:00:00.000Z',
  waitSeconds: 0,
  talkSeconds: 0,
  holdSeconds: 0,
  remote: { raw: null, name: null },
  line: 'warm-up',
  queue: null,
  participants: [],
  transfers: [],
  recordings: [],
  merged: [],
  ids: [],
  estimated: []
}

/** What a call needs of a connection: to be taken, or to be shown who it may be. */
type Rehearsal = (client: pg.PoolClient) => Promise<void>

/**
 * Opens the pool's connections and has PostgreSQL make the plans that a call needs, so that the first calls after a start
 * pop up as quickly as the others. It leaves nothing behind.
 */
export async function warmUp(pool: pg.Pool, connections: number, rehearse: Rehearsal): Promise<void> {
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()))
  let isDone = false
  try {
    for (const client of clients) {
      for (let round = 0; round < ROUNDS; round++) await rehearse(client)
    }
    isDone = true
  } finally {
    for (const client of clients) client.release(!isDone) // one that failed may be in the middle of something
  }
}

/** PostgreSQL looks at five before it settles on a plan. */
const ROUNDS = 6

export const takeCall: Rehearsal = async (client) => {
  const startedAt = new Date().toISOString()
  await client.query('begin')
  const call = tidyCall({ ...CALL, startedAt, endedAt: startedAt })
  await applyCall(client, { subject: 'warm-up', call, remote: null, lineName: null })
  await client.query('rollback')
}

export const preparePop: Rehearsal = async (client) => {
  // With nobody chosen there is more to it than the number: both statements are made ready.
  await matchContacts(client, { kind: 'phone', value: '', line: '-', chosen: NOBODY })
  await recentWith(client, { contact: NOBODY, number: null }, NOBODY)
  await recentWith(client, { contact: null, number: '' }, NOBODY)
}
