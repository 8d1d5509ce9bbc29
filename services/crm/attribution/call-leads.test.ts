import pg from 'pg'
import t, { type Test } from 'tap'
import type { CallSnapshot } from '../../../contracts/call.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { addUser, type Core, eventually, HUB, settled, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'
import { makeCallLeads } from './call-leads.ts'
import { POOL, visitEvent } from './visits.fixture.ts'

const LINES = {
  ...HUB,
  lines: [
    { address: '5550100', name: 'Sales', source: 'yandex-ads', leads: true },
    { address: '5550101', name: 'Support', source: 'site' }
  ]
}
const NEW = '+79160000001'

async function start(t: Test) {
  const core = await startCore(t, { hub: LINES })
  const form = { name: 'Order', key: 'order', source: 'site', numbers: POOL, callLeads: true }
  if ((await core.ask('POST', '/api/v1/forms', form)).status !== 201) throw new Error('no form')
  const db = new pg.Pool({ connectionString: core.databaseUrl, max: 3 })
  t.teardown(() => db.end())
  const make = () => makeCallLeads({ db, publisher: { publish: () => {} }, forgetPops: () => {} })
  return { core, make }
}

const now = new Date(Date.now() - 60_000).toISOString()
const over = (id: string, fields: Partial<CallSnapshot> = {}) =>
  callEvent(id, 9, {
    ...{ state: 'ended', outcome: 'missed', startedAt: now, endedAt: now, remote: { raw: NEW, name: null } },
    ...fields
  })
const talked = (extension: string): Partial<CallSnapshot> => ({
  ...{ outcome: 'answered', answeredAt: now, talkSeconds: 5 },
  participants: [agent(extension, { state: 'null', outcome: 'answered', answeredAt: now, leftAt: now })]
})

/** Makes leads when so many calls are there; answers the leads. */
async function leadsAfter({ core, make }: Awaited<ReturnType<typeof start>>, calls: number) {
  await eventually(core.ask, '/api/v1/interactions?channel=call&state=ended', ({ items }) => items.length === calls)
  await settled(core)
  await make()
  return (await leadsOf(core)).body.items
}
const leadsOf = (core: Core) => core.ask('GET', '/api/v1/leads')

t.test('somebody new whose call nobody took is a new lead with its contact and the source of the line', async (t) => {
  const hub = await start(t)
  await hub.core.emit(over('1'))
  const [lead] = await leadsAfter(hub, 1)
  const [call] = (await hub.core.ask('GET', '/api/v1/interactions')).body.items
  t.match(lead, {
    ...{ state: 'new', source: 'yandex-ads', phone: NEW, line: '5550100', owner: null, submissions: 1, text: '' },
    ...{ form: { id: null, key: '5550100', name: 'Sales' }, interaction: call.id, createdAt: now, takenAt: null },
    contact: { displayName: NEW }
  })
  t.match(call.contact, lead.contact)
  await Promise.all([hub.make(), hub.make(), hub.make()])
  t.equal((await leadsOf(hub.core)).body.items.length, 1, 'once')
  const { items } = (await hub.core.ask('GET', '/api/v1/events')).body
  t.match(
    items.filter(({ type }: { type: string }) => type === 'lead' || type === 'contact'),
    [{ type: 'contact', data: { firstTouch: { source: 'yandex-ads' } } }, { type: 'lead' }]
  )
})

t.test('whoever talked with them has taken the lead', async (t) => {
  const hub = await start(t)
  const anna = await addUser(hub.core, 'anna', 'agent', ['101'])
  await hub.core.emit(over('1', talked('101')))
  t.match(await leadsAfter(hub, 1), [
    { state: 'taken', owner: { id: anna.id }, takenAt: now, firstTouchAt: now, closedAt: null }
  ])
})

t.test('a call to a number of the pool is a lead of the form, with the visit and both its touches', async (t) => {
  const hub = await start(t)
  const [first, last] = [{ utmSource: 'vk' }, { utmSource: 'yandex', yclid: '77' }]
  const since = new Date(Date.parse(now) - 30_000).toISOString()
  await hub.core.emit(visitEvent('v1', { since, first, last, page: 'https://shop.example/' }))
  await hub.core.emit(over('1', { line: '5550111' }))
  t.match(await leadsAfter(hub, 1), [
    {
      ...{ form: { key: 'order', name: 'Order' }, source: 'yandex', visit: 'v1', page: 'https://shop.example/' },
      touch: { first, last }
    }
  ])
})

t.test(
  'who was known before is no lead, nor is who hides, nor a call to another line, nor one that goes on',
  async (t) => {
    const hub = await start(t)
    await hub.core.ask('POST', '/api/v1/contacts', { displayName: 'Олег', phones: [{ number: '+79160000002' }] })
    const startedAt = new Date().toISOString()
    await hub.core.emit(
      over('1', { startedAt, remote: { raw: '+79160000002', name: null } }),
      over('2', { remote: { raw: null, name: null } }),
      over('3', { line: '5550101' }),
      over('4', { direction: 'outbound' }),
      over('5', { remote: { raw: '104', name: null } }),
      callEvent('6', 1, { startedAt: now, remote: { raw: '+79160000006', name: null } })
    )
    t.same(await leadsAfter(hub, 5), [])
  }
)

t.test('a contact that the agent made while they talked is the lead’s', async (t) => {
  const hub = await start(t)
  await hub.core.emit(callEvent('1', 1, { startedAt: now, remote: { raw: NEW, name: null } }))
  await eventually(hub.core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
  const made = await hub.core.ask('POST', '/api/v1/contacts', { displayName: 'Ольга', phones: [{ number: NEW }] })
  await hub.core.emit(over('1'))
  t.match(await leadsAfter(hub, 1), [{ contact: { id: made.body.id, displayName: 'Ольга' } }])
})

t.test('calls and forms of one person are one lead', async (t) => {
  const hub = await start(t)
  const last = { utmSource: 'yandex' }
  await sendForms(hub.core, formEvent('1', { phone: NEW, name: 'Ольга', touch: { first: null, last } }))
  await eventually(hub.core.ask, '/api/v1/leads', ({ items }) => items.length === 1)
  await hub.core.emit(over('1'))
  t.match(await leadsAfter(hub, 1), [{ source: 'yandex', submissions: 2, touch: { first: last }, name: 'Ольга' }])
  const other = '+79160000003'
  await hub.core.emit(over('2', { remote: { raw: other, name: null } }))
  await leadsAfter(hub, 2)
  await sendForms(hub.core, formEvent('2', { phone: other, text: 'Ещё' }))
  await eventually(
    hub.core.ask,
    '/api/v1/leads',
    ({ items }) => items[0].submissions === 2 && items[1].submissions === 2
  )
})

t.test('a lead of a call that was spam, and was none after all, is there again', async (t) => {
  const hub = await start(t)
  await hub.core.emit(over('1'))
  const [lead] = await leadsAfter(hub, 1)
  const patch = (state: string) => hub.core.ask('PATCH', `/api/v1/leads/${lead.id}`, { state })
  t.match(await patch('spam'), { status: 200, body: { state: 'spam', spam: ['person'] } })
  t.equal((await leadsOf(hub.core)).body.items.length, 0)
  t.match(await patch('new'), { status: 200, body: { state: 'new', spam: [], interaction: lead.interaction } })
})
