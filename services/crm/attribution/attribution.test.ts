import t, { type Test } from 'tap'
import type { CallSnapshot } from '../../../contracts/call.ts'
import { callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { type Core, eventually, HUB, settled, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'
import { POOL, visitEvent } from './visits.fixture.ts'

const LINES = {
  ...HUB,
  lines: [
    { address: '5550100', name: 'Sales', source: 'yandex-ads' },
    { address: '5550101', name: 'Support' }
  ]
}
const YANDEX = { utmSource: 'yandex', yclid: '77' }
const VK = { utmSource: 'vk' }

async function start(t: Test): Promise<Core> {
  const core = await startCore(t, { hub: LINES })
  const form = { name: 'Order', key: 'order', source: 'site', numbers: POOL, origins: ['https://shop.example'] }
  const { status, body } = await core.ask('POST', '/api/v1/forms', form)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return core
}

/** Yesterday, in UTC: what is old is forgotten. */
const NINE = new Date(Date.now() - 86_400_000).setUTCHours(9, 0, 0, 0)
const at = (minute: number, second = 0): string => new Date(NINE + (minute * 60 + second) * 1_000).toISOString()
const call = (id: string, version: number, fields: Partial<CallSnapshot>) =>
  callEvent(id, version, { startedAt: at(1), line: '5550111', ...fields })

const all = async (core: Core) => (await core.ask('GET', '/api/v1/interactions')).body.items
/** When as many as these are there and all is done with, the attribution of each by the id that the PBX gave it. */
async function attributions(core: Core, count: number) {
  await settled(core)
  const { items } = await eventually(core.ask, '/api/v1/interactions', (body) => body.items.length === count)
  return Object.fromEntries(
    items.map((one: { source: { ids: string[] }; attribution: unknown }) => [one.source.ids[0], one.attribution])
  )
}
/** Until the calls, by the ids that the PBX gave them, are known to be of these visits. */
const untilVisits = (core: Core, visits: (string | null)[]) =>
  eventually(core.ask, '/api/v1/interactions', ({ items }) => {
    const byId = [...items].sort((a, b) => Number(a.source.ids[0]) - Number(b.source.ids[0]))
    return JSON.stringify(byId.map(({ attribution }) => attribution?.visit)) === JSON.stringify(visits)
  })
const untilVisit = (core: Core, visit: string) =>
  eventually(core.ask, '/api/v1/interactions', ({ items }) => items[0]?.attribution?.visit === visit)

t.test('a call to a line that has a source has this source, others have none', async (t) => {
  const core = await start(t)
  await core.emit(
    callEvent('1', 1, { line: '5550100' }),
    callEvent('2', 1, { line: '5550101' }),
    callEvent('3', 1, { line: '5550100', direction: 'outbound' }),
    callEvent('4', 1, { line: null })
  )
  t.same(await attributions(core, 4), {
    1: {
      ...{ source: 'yandex-ads', line: '5550100', visit: null, page: null, certainty: null },
      touch: { first: null, last: null }
    },
    2: null,
    3: null,
    4: null
  })
})

t.test(
  'a call to a number of the pool tells the visit that it was shown to, and which advertisement made it',
  async (t) => {
    const core = await start(t)
    const page = 'https://shop.example/sofas'
    await core.emit(visitEvent('anna', { since: at(0), seconds: 120, first: VK, last: YANDEX, page }))
    await core.emit(call('1', 1, {}))
    const known = {
      ...{ source: 'yandex', line: '5550111', visit: 'anna', page, certainty: 'certain' },
      touch: { first: VK, last: YANDEX }
    }
    t.same(await attributions(core, 1), { 1: known })
    await core.emit(call('1', 2, { state: 'ended', outcome: 'missed', endedAt: at(2) }))
    await core.emit(call('1', 1, {}), visitEvent('anna', { since: at(0), seconds: 120, last: VK }))
    await eventually(core.ask, '/api/v1/interactions?state=ended', ({ items }) => items.length === 1)
    t.same(await attributions(core, 1), { 1: known }, 'also when it goes on, and when events come again')
    const [item] = await all(core)
    t.same((await core.ask('GET', `/api/v1/interactions/${item.id}`)).body.attribution, known)
    const told = () => core.told.flatMap(({ item }) => (item.type === 'interaction' ? [item.data] : [])).at(-1)
    await until(() => told()?.state === 'ended')
    t.match(told(), { attribution: known })
  }
)

t.test('a call while the number rests is likely of the visit before, later ones are of nobody', async (t) => {
  const core = await start(t)
  await core.emit(visitEvent('anna', { since: at(0), seconds: 60, last: YANDEX }))
  await core.emit(
    call('0', 1, { startedAt: new Date(Date.parse(at(0)) - 1).toISOString() }),
    call('1', 1, { startedAt: at(0, 59) }),
    call('2', 1, { startedAt: at(1) }),
    call('3', 1, { startedAt: at(10, 59) }),
    call('4', 1, { startedAt: at(11) }),
    call('5', 1, { startedAt: at(1), line: '5550112' })
  )
  await untilVisits(core, [null, 'anna', 'anna', 'anna', null, null])
  const known = Object.values(await attributions(core, 6))
  const shown = known as { certainty: string; source: string }[]
  t.same(
    shown.map(({ certainty, source }) => [certainty, source]),
    [
      [null, 'site'],
      ['certain', 'yandex'],
      ['likely', 'yandex'],
      ['likely', 'yandex'],
      [null, 'site'],
      [null, 'site']
    ]
  )
})

t.test('two visits that had the number one after the other are told apart', async (t) => {
  const core = await start(t)
  await core.emit(
    visitEvent('anna', { since: at(0), seconds: 60, last: YANDEX }),
    visitEvent('oleg', { since: at(11), seconds: 60, last: VK }),
    visitEvent('anna', { since: at(30), seconds: 60, last: YANDEX })
  )
  await core.emit(...[10, 11, 20, 30].map((minute) => call(String(minute), 1, { startedAt: at(minute, 30) })))
  await untilVisits(core, ['anna', 'oleg', 'oleg', 'anna'])
  t.pass('in whichever order they were taken')
})

t.test('a call that was quicker than its visit is told of it when it comes, once', async (t) => {
  const core = await start(t)
  await core.emit(call('1', 1, { startedAt: at(1) }))
  await attributions(core, 1)
  const early = visitEvent('anna', { since: at(0), seconds: 50, last: YANDEX })
  await core.emit(early)
  const { items } = await untilVisit(core, 'anna')
  t.match(items[0], { attribution: { source: 'yandex', certainty: 'likely' }, version: 2 })
  await core.emit(early, visitEvent('anna', { since: at(0), seconds: 80, last: YANDEX }))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items[0].attribution.certainty === 'certain')
  await core.emit(early, visitEvent('anna', { since: at(0), seconds: 110, last: VK }), call('2', 1, { line: '101' }))
  await attributions(core, 2)
  t.match(
    (await core.ask('GET', '/api/v1/interactions?line=5550111')).body.items[0],
    { version: 3, attribution: { touch: { last: YANDEX } } },
    'nothing is rewritten'
  )
})

t.test('a line that is known later, or is another, tells what it is then', async (t) => {
  const core = await start(t)
  await core.emit(visitEvent('anna', { since: at(0), seconds: 120, last: YANDEX }))
  await core.emit(call('1', 1, { line: null }), call('1', 2, { line: '5550111' }))
  await untilVisit(core, 'anna')
  await core.emit(call('1', 3, { line: '5550101' }))
  await eventually(core.ask, '/api/v1/interactions?line=5550101', ({ items }) => items.length === 1)
  t.same((await attributions(core, 1))[1], null)
})

t.test('of calls that are found to be one, what tells the visit stays', async (t) => {
  const core = await start(t)
  const visit = visitEvent('anna', { since: at(0), seconds: 120, last: YANDEX })
  const merged: Partial<CallSnapshot> = { direction: 'inbound', merged: ['asterisk:pbx1:1'] }
  await core.emit(visit, call('1', 1, {}), call('2', 1, { line: null, direction: 'internal' }))
  await attributions(core, 2)
  await core.emit(call('2', 2, { line: '5550100', ...merged }))
  const found = await untilVisit(core, 'anna')
  t.match(found.items, [{ attribution: { certainty: 'certain', source: 'yandex' } }])
  await core.emit(call('2', 3, { line: '5550101', ...merged }), call('1', 2, {}))
  await eventually(core.ask, '/api/v1/interactions?line=5550101', ({ items }) => items.length === 1)
  await core.emit(call('2', 4, { line: '5550100', ...merged }), visit)
  await eventually(core.ask, '/api/v1/interactions?line=5550100', ({ items }) => items.length === 1)
  t.match((await attributions(core, 1))[2], { visit: 'anna' }, 'also when more is heard of them')
})

t.test('a visit that is heard of after its call was found to be another is told to that one', async (t) => {
  const core = await start(t)
  await core.emit(call('1', 1, {}), call('2', 1, { line: null, direction: 'internal' }), call('3', 1, { line: '101' }))
  await attributions(core, 3)
  await core.emit(call('2', 2, { line: '5550100', direction: 'inbound', merged: ['asterisk:pbx1:1'] }))
  await attributions(core, 2)
  await core.emit(call('3', 2, { line: '101', merged: ['asterisk:pbx1:2'] }))
  t.match((await attributions(core, 1))[3], { visit: null })
  await core.emit(visitEvent('anna', { since: at(0), seconds: 120, last: YANDEX }))
  const { items } = await untilVisit(core, 'anna')
  t.match(items, [{ line: '101', attribution: { source: 'yandex', line: '5550111', certainty: 'certain' } }])
})

t.test('a form has the attribution of what it says, else of its setting', async (t) => {
  const core = await start(t)
  const touch = { first: VK, last: YANDEX }
  await sendForms(core, formEvent('1', { phone: '+79161234501', touch, version: Date.parse(at(1)) * 1_000 }))
  await sendForms(core, formEvent('2', { phone: '+79161234502', version: Date.parse(at(2)) * 1_000 }))
  await sendForms(core, formEvent('3', { phone: '+79161234503', form: 'unknown', version: Date.parse(at(3)) * 1_000 }))
  const known = await attributions(core, 3)
  t.match(known, { 1: { source: 'yandex', touch, line: 'order', certainty: null }, 2: { source: 'site' }, 3: null })
})

t.test('numbers of a pool are checked', async (t) => {
  const core = await start(t)
  const [first] = POOL
  for (const numbers of [
    [first, first],
    [{ ...first, number: '12' }],
    [{ ...first, number: 'javascript:1' }],
    [{ ...first, text: '' }],
    [{ ...first, address: 'a b' }]
  ]) {
    const { status } = await core.ask('POST', '/api/v1/forms', { name: 'Bad', numbers })
    t.equal(status, 400, JSON.stringify(numbers))
  }
  t.equal((await core.ask('POST', '/api/v1/forms', { name: 'Bad', numberHoldSeconds: 5 })).status, 400)
})
