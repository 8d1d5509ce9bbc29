import { readdir } from 'node:fs/promises'
import pino from 'pino'
import t from 'tap'
import { freshDatabase } from '../../tests/postgres.ts'
import { migrate } from './migrate.ts'

const log = pino({ level: 'silent' })

t.test('several processes that start at once migrate an empty database once', async (t) => {
  const { url, pool } = await freshDatabase(t, { empty: true })
  await Promise.all([migrate(url, log), migrate(url, log), migrate(url, log)])
  const { rows } = await pool.query('select name from migration order by id')
  t.same(
    rows.map(({ name }) => name),
    (await readdir('services/crm/migrations')).map((file) => file.replace(/\.sql$/, '')).sort()
  )
  await migrate(url, log)
})

t.test('a hub refuses a database that a newer hub has migrated', async (t) => {
  const { url, pool } = await freshDatabase(t)
  await migrate(url, log)
  await pool.query("insert into migration (name, run_on) values ('9999_of_the_future', now())")
  await t.rejects(migrate(url, log), { message: /newer than this hub \(it has 9999_of_the_future\)/ })
})
