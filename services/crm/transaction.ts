import type pg from 'pg'

/** What a store needs: a pool, or the one connection of a transaction. */
export type Db = Pick<pg.ClientBase, 'query'>

/** Runs `action` in one transaction; whatever it throws rolls it back. */
export async function inTransaction<T>(
  pool: pg.Pool,
  action: (db: pg.PoolClient) => Promise<T>,
  begin = 'begin'
): Promise<T> {
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
