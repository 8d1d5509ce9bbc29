import pg from 'pg'
import t from 'tap'
import { callEvent } from '../../../tests/call-events.ts'
import { freshDatabase } from '../../../tests/postgres.ts'
import { HUB } from '../harness.test.ts'
import { factsOf } from '../ingest/service.ts'
import { applyCall } from '../ingest/store.ts'
import { applyVisit } from './store.ts'
import { visitEvent } from './visits.fixture.ts'

const ORDERS = 60
const YANDEX = { utmSource: 'yandex' }
const VK = { utmSource: 'vk' }
/** Yesterday, in UTC: what is old is forgotten. */
const NINE = new Date(Date.now() - 86_400_000).setUTCHours(9, 0, 0, 0)
const at = (second: number): string => new Date(NINE + second * 1_000).toISOString()

/** The same order for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed
  const keyed = items.map((item) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return { item, key: state }
  })
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

t.test('whatever the order in which visits and calls are heard of, and how often, it comes to the same', async (t) => {
  const { url } = await freshDatabase(t)
  const db = new pg.Pool({ connectionString: url, max: 2 })
  t.teardown(() => db.end())
  const numbers = Array.from({ length: ORDERS }, (_, n) => ({ address: `7000${n}` }))
  await db.query("insert into form (id, key, settings) values (gen_random_uuid(), 'order', $1)", [
    JSON.stringify({ name: 'Order', source: 'site', numbers })
  ])

  for (const [n, { address }] of numbers.entries()) {
    const call = (id: string, version: number, second: number, line: string | null) => async () =>
      applyCall(db, factsOf(callEvent(`${n}.${id}`, version, { startedAt: at(second), line }), HUB))
    const visit = (id: string, since: number, seconds: number, last: object) => async () => {
      const event = visitEvent(id, { address, since: at(since), seconds, last })
      // A visit of its own for each order.
      return applyVisit(db, `${event.subject}.${n}`, event.data)
    }
    const steps = [
      ...[30, 60, 90, 120].map((seconds) => visit('anna', 0, seconds, YANDEX)),
      ...[30, 60].map((seconds) => visit('oleg', 800, seconds, VK)),
      ...[call('a', 1, 100, null), call('a', 2, 100, address), call('a', 3, 100, address)],
      ...[call('b', 1, 300, address), call('b', 2, 300, address)],
      ...[call('c', 1, 850, address), call('c', 2, 850, address)],
      ...[call('d', 1, 750, address), call('e', 1, 100, address), call('e', 2, 100, 'another')]
    ]
    for (const step of shuffled([...steps, ...steps], n + 1)) await step()
    const { rows } = await db.query(
      `select right(s.subject, 1) as call, attribution ->> 'visit' as visit, attribution ->> 'certainty' as certainty,
         attribution ->> 'source' as source
       from interaction_subject s join interaction i on i.id = s.interaction_id
       where s.subject like $1 order by s.subject`,
      [`asterisk:pbx1:${n}.%`]
    )
    t.same(
      rows,
      [
        { call: 'a', visit: 'anna', certainty: 'certain', source: 'yandex' },
        { call: 'b', visit: 'anna', certainty: 'likely', source: 'yandex' },
        { call: 'c', visit: 'oleg', certainty: 'certain', source: 'vk' },
        { call: 'd', visit: null, certainty: null, source: 'site' },
        { call: 'e', visit: null, certainty: null, source: null }
      ],
      `order ${n}`
    )
  }
})
