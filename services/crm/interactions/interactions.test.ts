import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { addUser, type Core, eventually, startCore } from '../harness.test.ts'

const at = (minute: number): string => `2026-01-15T09:${String(minute).padStart(2, '0')}:00.000Z`

async function seed(core: Core, count: number) {
  const events = Array.from({ length: count }, (_, i) =>
    callEvent(`1.${i}`, 1, {
      ...{ startedAt: at(Math.floor(i / 2)), endedAt: at(59), state: 'ended', outcome: i % 2 ? 'answered' : 'missed' },
      ...{
        queue: i % 3 ? 'sales' : null,
        line: i % 3 ? '5550100' : '5550200',
        direction: i % 5 ? 'inbound' : 'outbound'
      },
      ...{ remote: { raw: `8495123${String(4500 + i)}`, name: null }, participants: [agent(i % 4 ? '101' : '102')] }
    })
  )
  await core.emit(...events)
  await eventually(core.ask, '/api/v1/interactions?limit=200', ({ items }) => items.length === count)
}

const list = async (core: Core, query: string) => (await core.ask('GET', `/api/v1/interactions?${query}`)).body.items

t.test(
  'pages go through all interactions, newest first, each once, also when calls began at the same time',
  async (t) => {
    const core = await startCore(t)
    await seed(core, 25)
    const seen: { id: string; startedAt: string }[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await core.ask('GET', `/api/v1/interactions?limit=7${query}`)
      seen.push(...body.items)
      cursor = body.nextCursor
    } while (cursor !== null)
    t.equal(new Set(seen.map(({ id }) => id)).size, 25)
    t.same(
      seen,
      [...seen].sort((a, b) => (a.startedAt === b.startedAt ? 0 : a.startedAt < b.startedAt ? 1 : -1))
    )
  }
)

t.test('every filter of the list holds', async (t) => {
  const core = await startCore(t)
  const anna = await addUser(core, 'anna', 'agent', ['102'])
  const { body: contact } = await core.ask('POST', '/api/v1/contacts', {
    ...{ displayName: 'Иван Петров', phones: [{ number: '+74951234503' }] }
  })
  await seed(core, 12)
  t.equal((await list(core, `user=${anna.id}`)).length, 3)
  t.equal((await list(core, `user=${anna.id}&limit=2`)).length, 2)
  t.equal((await list(core, `user=${anna.id}&outcome=missed`)).length, 3)
  t.equal((await list(core, `user=${anna.id}&outcome=answered`)).length, 0)
  t.equal((await list(core, `user=${anna.id}&since=${at(2)}&until=${at(4)}`)).length, 1)
  t.equal((await list(core, `contact=${contact.id}`)).length, 1)
  t.equal((await list(core, 'queue=sales')).length, 8)
  t.equal((await list(core, 'line=5550200')).length, 4)
  t.equal((await list(core, 'outcome=missed')).length, 6)
  t.equal((await list(core, 'direction=outbound')).length, 3)
  t.equal((await list(core, 'state=live')).length, 0)
  t.equal((await list(core, 'state=ended&channel=call')).length, 12)
  t.equal((await list(core, 'channel=email')).length, 0)
  t.equal((await list(core, `since=${at(2)}&until=${at(3)}`)).length, 2)
  t.equal((await list(core, 'q=84951234507')).length, 1)
  t.equal((await list(core, 'q=4507')).length, 1, 'the end of a number')
  t.equal((await list(core, `q=${encodeURIComponent('петров')}`)).length, 1)
  t.equal((await list(core, `q=${encodeURIComponent("%' or 1=1 --")}`)).length, 0)
})

t.test('a person notes what came of it, and the next event of the call does not undo that', async (t) => {
  const core = await startCore(t)
  await core.emit(callEvent('1.1', 1))
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items.length === 1)
  const { id } = items[0]
  const patched = await core.ask('PATCH', `/api/v1/interactions/${id}`, { disposition: 'sale', note: 'wants two' })
  t.match(patched, { status: 200, body: { id, disposition: 'sale', note: 'wants two', version: 2 } })
  await core.emit(callEvent('1.1', 2, { state: 'ended', outcome: 'answered', endedAt: at(9) }))
  const ended = await eventually(core.ask, `/api/v1/interactions/${id}`, ({ state }) => state === 'ended')
  t.match(ended, { disposition: 'sale', note: 'wants two' })
  t.match((await core.ask('PATCH', `/api/v1/interactions/${id}`, { note: null })).body, {
    disposition: 'sale',
    note: null
  })
  const nobody = '01890000-0000-7000-8000-000000000001'
  t.equal((await core.ask('PATCH', `/api/v1/interactions/${nobody}`, { note: 'x' })).status, 404)
  t.match(await core.ask('PATCH', `/api/v1/interactions/${id}`, { contact: nobody }), {
    ...{ status: 400, body: { errors: [{ field: '/contact' }] } }
  })
})

t.test('the event stream has every change once, in order, and goes on from any place', async (t) => {
  const core = await startCore(t)
  await core.emit(callEvent('1.1', 1), callEvent('1.1', 1), callEvent('1.2', 1))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 2)
  const { body } = await core.ask('GET', '/api/v1/events')
  t.same(
    body.items.map(({ cursor }: { cursor: string }) => cursor),
    ['1', '2']
  )
  t.equal(body.nextCursor, '2')
  t.same((await core.ask('GET', '/api/v1/events?cursor=2')).body, { items: [], nextCursor: '2' })
  await core.ask('PATCH', `/api/v1/interactions/${body.items[0].data.id}`, { note: 'x' })
  const next = (await core.ask('GET', '/api/v1/events?cursor=2')).body
  t.match(next, { items: [{ cursor: '3', type: 'interaction', data: { note: 'x' } }], nextCursor: '3' })
  t.equal((await core.ask('GET', '/api/v1/live')).body.cursor, '3')
  for (const cursor of ['4', 'x', '-1', '1e3']) {
    t.match(await core.ask('GET', `/api/v1/events?cursor=${cursor}`), {
      ...{ status: 400, body: { type: 'urn:perezvon:problem:bad-cursor' } }
    })
  }
  await until(() => core.told.length === 3)
  t.same(core.told.map(({ item }) => item.cursor).sort(), ['1', '2', '3'], 'and the gateways were told of each once')
})

t.test('what is not an event becomes a dead letter, and the rest goes on', async (t) => {
  const core = await startCore(t)
  await core.emit({ nonsense: true }, callEvent('1.1', 1))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
  const health = await eventually(core.ask, '/api/v1/health', ({ bus }) => bus.deadLetters === 1)
  t.match(health, { postgres: true, redis: true, adapters: [], bus: { deadLetters: 1 } })
})

t.test('calls of two PBXs with the same unique id are two interactions', async (t) => {
  const core = await startCore(t)
  const one = callEvent('1700000000.1', 5, { remote: { raw: '84951234567', name: null } })
  const two = callEvent('1700000000.1', 4, { remote: { raw: '84957654321', name: null } })
  const other = (text: string): string => text.replace('pbx1', 'pbx2')
  await core.emit(one, { ...two, id: other(two.id), source: other(two.source), subject: other(two.subject) })
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items.length === 2)
  t.same(items.map((item: { source: { instance: string } }) => item.source).sort(byInstance), [
    { system: 'asterisk', instance: 'pbx1', ids: ['1700000000.1'] },
    { system: 'asterisk', instance: 'pbx2', ids: ['1700000000.1'] }
  ])
  t.not(items[0].id, items[1].id)
})

const byInstance = (a: { instance: string }, b: { instance: string }): number => (a.instance < b.instance ? -1 : 1)
