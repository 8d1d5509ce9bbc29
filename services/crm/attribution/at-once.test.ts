import pg from 'pg'
import t, { type Test } from 'tap'
import { callEvent } from '../../../tests/call-events.ts'
import { freshDatabase } from '../../../tests/postgres.ts'
import { until } from '../../../tests/until.ts'
import { HUB } from '../harness.test.ts'
import { factsOf } from '../ingest/service.ts'
import { applyCall } from '../ingest/store.ts'
import { applyVisit } from './store.ts'
import { POOL, visitEvent } from './visits.fixture.ts'

const STARTED_AT = '2026-01-15T09:01:00.000Z'
const VISIT = visitEvent('anna', { since: '2026-01-15T09:00:00.000Z', seconds: 120, last: { utmSource: 'yandex' } })

/** Two connections, and a pool for whoever only looks. */
async function start(t: Test) {
  const { url } = await freshDatabase(t)
  const db = new pg.Pool({ connectionString: url, max: 4 })
  const one = await db.connect()
  t.teardown(() => db.end())
  t.teardown(() => one.release())
  await db.query("insert into form (id, key, settings) values (gen_random_uuid(), 'order', $1)", [
    JSON.stringify({ name: 'Order', source: 'site', numbers: POOL })
  ])
  const call = (on: Pick<pg.Pool, 'query'>) =>
    applyCall(on, factsOf(callEvent('1', 1, { startedAt: STARTED_AT, line: '5550111' }), HUB))
  /** Until somebody waits for a lock of a number. */
  const untilWaits = () =>
    until(async () => {
      const { rows } =
        await db.query(`select from pg_locks l join pg_database d on d.oid = l.database where locktype = 'advisory' and not granted
          and datname = current_database()`)
      return rows.length > 0
    })
  const visitOf = async (): Promise<unknown> =>
    (await db.query("select attribution ->> 'visit' as visit from interaction")).rows
  return { db, one, call, untilWaits, visitOf }
}

t.test('a visit that comes while its call is being written waits for it, and is told to it', async (t) => {
  const { db, one, call, untilWaits, visitOf } = await start(t)
  await one.query('begin')
  await call(one)
  const visiting = applyVisit(db, VISIT.subject, VISIT.data)
  await untilWaits()
  await one.query('commit')
  t.match(await visiting, [{ data: { attribution: { visit: 'anna' } } }])
  t.same(await visitOf(), [{ visit: 'anna' }])
})

t.test('a call that comes while its visit is being written waits for it, and has it', async (t) => {
  const { db, one, call, untilWaits, visitOf } = await start(t)
  await one.query('begin')
  await one.query('select apply_visit($1, $2, $3)', [VISIT.subject, VISIT.data.version, JSON.stringify(VISIT.data)])
  const calling = call(db)
  await untilWaits()
  await one.query('commit')
  t.match(await calling, [{ data: { attribution: { visit: 'anna', certainty: 'certain' } } }])
  t.same(await visitOf(), [{ visit: 'anna' }])
})
