import pg from 'pg'
import pino from 'pino'
import t from 'tap'
import type { CallEvent } from '../../contracts/event.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import { HUB } from '../../services/crm/harness.test.ts'
import { createIngest } from '../../services/crm/ingest/service.ts'
import { migrate } from '../../services/crm/migrate.ts'
import { withEvent } from '../../services/gateway/ahead.ts'
import { agent, callEvent } from '../call-events.ts'
import { freshDatabase } from '../postgres.ts'

const USERS = { 101: '01890000-0000-7000-8000-000000000101', 102: '01890000-0000-7000-8000-000000000102' }
const userOf = (extension: string) => {
  const id = USERS[extension as unknown as keyof typeof USERS]
  return id === undefined ? undefined : { id, name: `Agent ${extension}` }
}
const at = (second: number): string => `2026-01-15T09:00:${String(second).padStart(2, '0')}`

t.test('what a gateway shows ahead of the core is what the core then commits, but for the version', async (t) => {
  const { url } = await freshDatabase(t)
  await migrate(url, pino({ level: 'silent' }))
  const db = new pg.Pool({ connectionString: url, max: 2 })
  t.teardown(() => db.end())
  for (const [extension, id] of Object.entries(USERS)) {
    await db.query(
      "insert into app_user (id, login, name, role, password_hash) values ($1, $2, 'Agent ' || $2, 'agent', '')",
      [id, extension]
    )
    await db.query('insert into user_extension (extension, user_id, place) values ($1, $2, 1)', [extension, id])
  }
  const told: Interaction[] = []
  const hub = { ...HUB, lines: [{ address: '5550100', name: 'Sales' }] }
  const ingest = createIngest({
    db,
    hub,
    durable: async () => {},
    publisher: { prepare() {}, publish: (rows) => void told.push(...rows.map(({ data }) => data as Interaction)) }
  })
  const caller = agent('84951234567', { kind: 'remote', key: 'trunk', state: 'connected' })
  const rich: Partial<CallEvent['data']> = {
    ...{ state: 'connected', queue: 'sales', waitSeconds: 1.25, talkSeconds: 2.5, answeredAt: `${at(5)}+03:00` },
    remote: { raw: '84951234567', name: 'Iv\0an \ud800' },
    participants: [caller, agent('101', { state: 'connected', answeredAt: `${at(5)}Z` }), agent('102'), agent('999')],
    transfers: [{ at: `${at(9)}.5Z`, kind: 'blind', by: '101', to: '102' }],
    recordings: [{ id: 'day 1/a b.wav', startedAt: `${at(5)}Z` }],
    ...{ ids: ['1', '2'], estimated: ['answeredAt'] }
  }
  const story = [
    callEvent('1', 1, { participants: [caller] }, 'call.initiated'),
    callEvent('1', 2, { participants: [caller, agent('101'), agent('102', { via: 'queue' })] }),
    callEvent('1', 3, rich, 'call.transferred'),
    callEvent('1', 4, { ...rich, state: 'ended', outcome: 'answered', endedAt: `${at(30)}.123456Z` }, 'call.ended')
  ]
  for (const [n, event] of story.entries()) {
    const before = told.at(-1)
    await ingest(event)
    const after = told.at(-1)
    if (before) t.same(withEvent(before, event, userOf), { ...after, version: n }, `event ${n + 1}`)
  }
  t.equal(told.length, story.length)
})
