import { readFile } from 'node:fs/promises'
import pg from 'pg'
import t from 'tap'
import { callEvent } from '../../../tests/call-events.ts'
import { freshDatabase } from '../../../tests/postgres.ts'
import { eventually, startCore } from '../harness.test.ts'
import { idAt, makeQuarters, roomFor } from './quarters.ts'

const read = (name: string): Promise<string> => readFile(`services/crm/migrations/${name}.sql`, 'utf8')
const WHERE = 'select tableoid::regclass::text as "table" from interaction where id = $1'

t.test('what was there before lies in its quarter afterwards, with all that it had', async (t) => {
  const { pool } = await freshDatabase(t, { empty: true })
  for (const name of ['0001_tables', '0002_functions', '0003_trace', '0004_people']) await pool.query(await read(name))
  const old = idAt('2025-05-05T10:00:00.000Z')
  const news = idAt(new Date().toISOString())
  for (const id of [old, news]) {
    await pool.query(
      `insert into interaction (id, channel, direction, state, outcome, started_at, wait_seconds, talk_seconds,
         hold_seconds, participants, transfers, recordings, note, source_system, source_instance, source_ids, estimated)
       values ($1, 'call', 'inbound', 'ended', 'missed', now(), 1, 2, 3, '[]', '[]', '[]', 'kept', 'a', 'b', '[]', '[]')`,
      [id]
    )
    await pool.query("insert into interaction_subject (subject, interaction_id, version) values ('a:' || $2, $1, 1)", [
      id,
      id
    ])
  }
  await pool.query(await read('0005_history'))
  t.same((await pool.query(WHERE, [old])).rows, [{ table: 'interaction_2025q2' }])
  t.match((await pool.query(WHERE, [news])).rows, [{ table: /^interaction_20\d\dq\d$/ }])
  const { rows } = await pool.query('select interaction_json(i) as i from interaction i where id = $1', [old])
  t.match(rows[0].i, { note: 'kept', outcome: 'missed', waitSeconds: 1, talkSeconds: 2, holdSeconds: 3, version: 1 })
})

t.test('a call lies in the quarter in which it began, also when it is told of years later', async (t) => {
  const core = await startCore(t)
  await core.emit(callEvent('1.1', 1, { startedAt: '2019-08-01T00:00:00.000Z' }))
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items.length === 1)
  t.equal(parseInt(items[0].id.replaceAll('-', '').slice(0, 12), 16), Date.UTC(2019, 7, 1))
})

t.test('quarters are made once, ahead of time, for times that may be', async (t) => {
  const { databaseUrl } = await startCore(t)
  const db = new pg.Pool({ connectionString: databaseUrl })
  t.teardown(() => db.end())
  await Promise.all([1, 2, 3, 4].map(() => roomFor(db, '2020-01-01T00:00:00.000Z')))
  for (const far of ['1970-01-01T00:00:00.000Z', '2150-01-01T00:00:00.000Z']) await roomFor(db, far)
  await makeQuarters(db)
  const { rows } = await db.query(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'interaction'::regclass order by 1`
  )
  t.equal(rows.length, 5, 'three from now on, the one asked for, and the net')
  t.match(rows, [{ name: 'interaction_2020q1' }])
})
