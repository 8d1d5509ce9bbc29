import type pg from 'pg'

/** What a store needs: a pool, or the one connection of a transaction. */
export type Db = Pick<pg.ClientBase, 'query'>

const TRIES = 5

/**
 * Runs `action` in one transaction; whatever it throws rolls it back. Of transactions that wait for each other in a circle
 * PostgreSQL ends one: it is run again from its beginning, so `action` does nothing that a rollback would not take back.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  action: (db: pg.PoolClient) => Promise<T>,
  begin = 'begin'
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await once(pool, action, begin)
    } catch (err) {
      if (tries === TRIES || !wasInTheWay(err)) throw err
    }
  }
}

/** A deadlock, or a snapshot that became too old to write: nothing was done. */
const wasInTheWay = (err: unknown): boolean => /^40(P01|001)$/.test((err as { code?: string }).code ?? '')

async function once<T>(pool: pg.Pool, action: (db: pg.PoolClient) => Promise<T>, begin: string): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(begin)
    const result = await action(client)
    await client.query('commit')
    return result
  } catch (err) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause // the connection itself is gone: the pool must not hand it out again
    })
    throw err
  } finally {
    client.release(broken)
  }
}

/** Answers what `action` would come to: nothing of it stays. */
export async function rehearse<T>(pool: pg.Pool, action: (db: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    return await action(client)
  } finally {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause
    })
    client.release(broken)
  }
}

/** One moment for everything that is read. */
export const READ_AT_ONCE = 'begin isolation level repeatable read read only'
