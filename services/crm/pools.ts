import { availableParallelism } from 'node:os'
import type pg from 'pg'
import type { Logger } from 'pino'
import { openPool } from '../kit/postgres.ts'
import { preparePop, takeCall, warmUp } from './ingest/warm-up.ts'

/** Commits wait for each other at the feed's counter: more than four would only wait, more than there are cores take turns. */
const INGEST_CONNECTIONS = Math.min(Math.max(availableParallelism(), 2), 4)
/** Forms have their own: they come by the thousand, and a call is not to stand in line behind them. */
const FORM_CONNECTIONS = 2
/** What a pop shows is read beside that. */
const POPS_AT_ONCE = 2
/** Rows are found by an index also where the plan, which stays, was made while the table was small. */
const BY_INDEX = 'set enable_seqscan = off'
/** A commit does not wait for the disk: whoever makes it sees to that. */
const INGEST_SESSION = `${BY_INDEX}; set synchronous_commit = off`

interface Pools {
  readonly db: pg.Pool
  /** What comes in has connections of its own, which stay warm: what is slow elsewhere does not hold up a pop. */
  readonly ingestDb: pg.Pool
  readonly formsDb: pg.Pool
  readonly popsDb: pg.Pool
  warmUp(): Promise<void>
  end(): Promise<void>
}

export function openPools(url: string, log: Logger): Pools {
  const db = openPool(url, log, { max: 12 })
  const ingestDb = openPool(url, log, { max: INGEST_CONNECTIONS, idleMs: 0, session: INGEST_SESSION })
  const formsDb = openPool(url, log, { max: FORM_CONNECTIONS, idleMs: 0, session: INGEST_SESSION })
  const popsDb = openPool(url, log, { max: POPS_AT_ONCE, idleMs: 0, session: BY_INDEX })
  return {
    ...{ db, ingestDb, formsDb, popsDb },
    async warmUp() {
      const warming = [warmUp(ingestDb, INGEST_CONNECTIONS, takeCall), warmUp(popsDb, POPS_AT_ONCE, preparePop)]
      await Promise.all(warming).catch((err: Error) => log.warn({ err: err.message }, 'not warmed up'))
    },
    async end() {
      await Promise.all([db, ingestDb, formsDb, popsDb].map((pool) => pool.end()))
    }
  }
}
