import t, { type Test } from 'tap'
import { callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { type Core, eventually, HUB, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'

const LINES = { ...HUB, lines: [{ address: '5550100', name: 'Sales', source: 'yandex-ads' }] }
const PHONE = '+79161234567'
/** Yesterday, in UTC: what is old is forgotten. */
const NINE = new Date(Date.now() - 86_400_000).setUTCHours(9, 0, 0, 0)
const at = (minute: number): string => new Date(NINE + minute * 60_000).toISOString()

async function start(t: Test): Promise<Core> {
  const core = await startCore(t, { hub: LINES })
  await core.ask('POST', '/api/v1/forms', { name: 'Order', key: 'order', source: 'site' })
  return core
}

async function addContact(core: Core, number: string): Promise<string> {
  const { body } = await core.ask('POST', '/api/v1/contacts', { displayName: number, phones: [{ number }] })
  return body.id
}

const callOf = (id: string, minute: number, number = PHONE) =>
  callEvent(id, 1, { line: '5550100', startedAt: at(minute), remote: { raw: number, name: null } })
const formOf = (id: string, minute: number, more: Parameters<typeof formEvent>[1] = {}) =>
  formEvent(id, { phone: PHONE, version: Date.parse(at(minute)) * 1_000, ...more })

const touchOf = async (core: Core, id: string) => (await core.ask('GET', `/api/v1/contacts/${id}`)).body.firstTouch
const untilTouch = (core: Core, id: string, accept: (touch: { at: string; source: string } | null) => boolean) =>
  eventually(core.ask, `/api/v1/contacts/${id}`, ({ firstTouch }) => accept(firstTouch))

t.test(
  'call and form of one person have one first touch: the earliest, in whichever order they are heard of',
  async (t) => {
    const core = await start(t)
    const anna = await addContact(core, PHONE)
    t.equal(await touchOf(core, anna), null)
    const touch = { first: { utmSource: 'vk', landing: 'https://shop.example/a' }, last: { utmSource: 'google' } }
    await sendForms(core, formOf('1', 30, { touch }))
    await untilTouch(core, anna, (first) => first?.at === at(30))
    t.match(await touchOf(core, anna), { channel: 'form', source: 'vk', touch: touch.first })
    await core.emit(callOf('1', 10))
    await untilTouch(core, anna, (first) => first?.at === at(10))
    t.match(await touchOf(core, anna), { channel: 'call', source: 'yandex-ads', touch: null })
    await core.emit(callOf('2', 20))
    await eventually(core.ask, `/api/v1/interactions?contact=${anna}`, ({ items }) => items.length === 3)
    t.match(await touchOf(core, anna), { at: at(10) })
  }
)

t.test('whoever a form made has its touch from the beginning', async (t) => {
  const core = await start(t)
  await sendForms(core, formOf('1', 5, { name: 'Анна' }))
  const { items } = await eventually(core.ask, '/api/v1/contacts', ({ items }) => items.length === 1)
  t.match(items[0], { firstTouch: { at: at(5), channel: 'form', source: 'site' } })
  const told = () => core.told.find(({ item }) => item.type === 'contact')
  await until(() => told() !== undefined)
  t.match(told()?.item.data, { firstTouch: { source: 'site' } })
})

t.test(
  'it goes with the interaction: to whom a person says it was, and to whom an unknown caller turns out to be',
  async (t) => {
    const core = await start(t)
    await core.emit(callOf('1', 10))
    const { items } = await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
    const anna = await addContact(core, PHONE)
    t.match(await touchOf(core, anna), { at: at(10), interaction: items[0].id })
    const oleg = await addContact(core, '+79161234568')
    await core.ask('PATCH', `/api/v1/interactions/${items[0].id}`, { contact: oleg })
    t.equal(await touchOf(core, anna), null)
    t.match(await touchOf(core, oleg), { at: at(10) })
  }
)

t.test('a form that was spam after all is nobody’s first touch', async (t) => {
  const core = await start(t)
  const anna = await addContact(core, PHONE)
  await sendForms(core, formOf('1', 5))
  await untilTouch(core, anna, (first) => first !== null)
  const [lead] = (await core.ask('GET', '/api/v1/leads')).body.items
  await core.ask('PATCH', `/api/v1/leads/${lead.id}`, { state: 'spam' })
  t.equal(await touchOf(core, anna), null)
})

t.test('merges and undos: one contact has the earliest of its records, and each has its own again', async (t) => {
  const core = await start(t)
  const numbers = Array.from({ length: 4 }, (_, n) => `+7916123450${n}`)
  const ids: string[] = []
  for (const number of numbers) ids.push(await addContact(core, number))
  // The last one has none.
  await core.emit(...[30, 10, 20].map((minute, n) => callOf(`c${n}`, minute, numbers[n])))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 3)
  const own = await Promise.all(ids.map((id) => touchOf(core, id)))
  t.match(own, [{ at: at(30) }, { at: at(10) }, { at: at(20) }, null])
  const merge = async (winner: number, loser: number): Promise<string> => {
    const body = { winner: ids[winner], losers: [ids[loser]] }
    return (await core.ask('POST', '/api/v1/contacts/merges', body)).body.id
  }
  const undo = (id: string) => core.ask('POST', `/api/v1/contacts/merges/${id}/undo`)
  const [first, second, third] = [await merge(3, 0), await merge(2, 3), await merge(2, 1)]
  t.match(await touchOf(core, ids[0] ?? ''), { at: at(10) }, 'asked for by any of its ids')
  await undo(third)
  t.match(await touchOf(core, ids[2] ?? ''), { at: at(20) })
  await undo(first)
  t.match(await touchOf(core, ids[0] ?? ''), { at: at(30) })
  t.match(await touchOf(core, ids[3] ?? ''), { at: at(20) })
  await undo(second)
  t.same(await Promise.all(ids.map((id) => touchOf(core, id))), own)
})
