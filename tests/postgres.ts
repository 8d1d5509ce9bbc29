import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Test } from 'tap'

/**
 * A database of the test's own, in the cluster that `npm test` started: a copy of the one that was migrated for the run, or
 * an empty one.
 */
export async function freshDatabase(t: Test, { empty = false } = {}): Promise<{ url: string; pool: pg.Pool }> {
  const base = process.env['TEST_DATABASE_URL']
  if (!base) throw new Error('TEST_DATABASE_URL is not set: run the tests with `npm test`')
  const name = `t_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client(base)
  await admin.connect()
  const template = empty ? 'template0' : process.env['TEST_TEMPLATE']
  // As files: half the work of writing every page into the log, which nobody reads here.
  await admin.query(`create database ${name} template ${template} strategy file_copy`)
  await admin.end()
  const url = new URL(base)
  url.pathname = `/${name}`
  const pool = new pg.Pool({ connectionString: url.href })
  pool.on('error', () => {}) // a test may end the server on purpose
  t.teardown(() => pool.end()) // no drop: the whole cluster is thrown away, and a drop would race the closing pool
  return { url: url.href, pool }
}
