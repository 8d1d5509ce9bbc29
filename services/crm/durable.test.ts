import t from 'tap'
import { freshDatabase } from '../../tests/postgres.ts'
import { createLog } from '../kit/log.ts'
import { openPool } from '../kit/postgres.ts'
import { createDurable } from './durable.ts'

t.test('a commit that waited for no disk is there when it is called durable', async (t) => {
  const { url } = await freshDatabase(t, { empty: true })
  const log = createLog('silent')
  const [db, soon] = [openPool(url, log), openPool(url, log, { max: 1, session: 'set synchronous_commit = off' })]
  t.teardown(() => Promise.all([db.end(), soon.end()]))
  db.on('connect', (client) => void client.query('set synchronous_commit = on')) // the servers of tests have it off
  await soon.query('create table kept (n int)')
  const durable = createDurable(db)
  for (let n = 0; n < 20; n++) {
    await soon.query('insert into kept values ($1)', [n])
    const { rows } = await soon.query<{ lsn: string }>('select pg_current_wal_insert_lsn() as lsn')
    await Promise.all([durable(), durable()])
    const flushed = await db.query('select pg_current_wal_flush_lsn() >= $1::pg_lsn as is_there', [rows[0]?.lsn])
    t.same(flushed.rows, [{ is_there: true }])
  }
})

t.test('many share one wait, which begins after they asked; one that fails is not the last', async (t) => {
  const waits: { resolve: () => void; reject: (err: Error) => void }[] = []
  const query = () => new Promise((resolve, reject) => waits.push({ resolve: () => resolve(undefined), reject }))
  const durable = createDurable({ query } as never)
  const [first, second] = [durable(), durable()]
  t.equal(first, second)
  await Promise.resolve().then(() => undefined)
  t.equal(waits.length, 1)
  const third = durable()
  t.not(third, first, 'what was committed while the disk was waited for may not be there')
  waits[0]?.reject(new Error('PostgreSQL is away'))
  await t.rejects(first, /away/)
  await until(() => waits.length === 2)
  waits[1]?.resolve()
  await third
})

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
