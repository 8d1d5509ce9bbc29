import t from 'tap'
import type { Lead } from '../../../contracts/lead.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { type Core, eventually, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from './leads.fixture.ts'

const ANNA = { name: 'Анна', phone: '8 916 123-45-67', email: 'anna@horns.example' }
const later = (ms: number): string => new Date(Date.now() + ms).toISOString()

async function leadOf(core: Core, sent: object = ANNA): Promise<Lead> {
  await sendForms(core, formEvent('1', sent))
  return (await eventually(core.ask, '/api/v1/leads', ({ items }) => items.length === 1)).items[0]
}
const touchOf = async (core: Core, id: string): Promise<string | null> =>
  (await core.ask('GET', `/api/v1/leads/${id}`)).body.firstTouchAt
const touched = (core: Core, id: string) =>
  eventually(core.ask, `/api/v1/leads/${id}`, ({ firstTouchAt }) => firstTouchAt !== null)
const call = (id: string, version: number, fields: object) =>
  callEvent(id, version, { direction: 'outbound', remote: { raw: '89161234567', name: null }, ...fields })

function letter(direction: 'inbound' | 'outbound', raw: string, at: string) {
  const subject = `imap:mail1:${direction}`
  return {
    ...{ specversion: '1.0', id: `${subject}@1`, source: '/imap/mail1', type: 'email.received', subject, time: at },
    datacontenttype: 'application/json',
    data: {
      ...{ version: 1, channel: 'email', direction, startedAt: at, endedAt: at, line: null, subject: 'Заявка' },
      ...{ remote: { raw, name: null, kind: 'email' }, text: 'Здравствуйте', agents: [], ids: ['1'], estimated: [] }
    }
  }
}

t.test('the first touch is when an outgoing call is answered, and not when it rings; it is told once', async (t) => {
  const core = await startCore(t)
  const { id } = await leadOf(core)
  const own = agent('101', { via: 'click-to-call', state: 'connected', answeredAt: later(0) })
  await core.emit(call('1.1', 1, { participants: [own] }))
  await eventually(core.ask, '/api/v1/interactions?state=alerting', ({ items }) => items.length === 1)
  t.equal(await touchOf(core, id), null)
  const answeredAt = later(2_000)
  await core.emit(call('1.1', 2, { state: 'connected', answeredAt, participants: [own] }))
  t.equal((await touched(core, id)).firstTouchAt, answeredAt)
  await until(() => core.told.some(({ item }) => item.type === 'lead' && item.data.firstTouchAt === answeredAt))
  const again = later(5_000)
  await core.emit(call('1.2', 1, { state: 'connected', answeredAt: again, participants: [own] }))
  await eventually(core.ask, '/api/v1/interactions?state=connected', ({ items }) => items.length === 2)
  t.equal(await touchOf(core, id), answeredAt)
})

t.test('a letter to them counts, one from them does not, nor does a talk before the lead', async (t) => {
  const core = await startCore(t)
  const before = new Date(Date.now() - 3_600_000).toISOString()
  const ended = { state: 'ended', outcome: 'answered', answeredAt: before, endedAt: before }
  const { id } = await leadOf(core)
  await core.emit(call('1.1', 1, ended), letter('inbound', 'anna@horns.example', later(0)))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 3)
  t.equal(await touchOf(core, id), null)
  await core.emit(letter('outbound', 'Anna@Horns.example', later(1_000)))
  await touched(core, id)
})

t.test('who calls us and is answered is touched, also by a clock that is half a minute slow', async (t) => {
  const core = await startCore(t)
  const { id, createdAt } = await leadOf(core)
  const slow = later(-30_000)
  await core.emit(call('1.1', 1, { direction: 'inbound', state: 'connected', answeredAt: slow }))
  t.equal((await touched(core, id)).firstTouchAt, createdAt)
})

t.test('a lead of nobody who is known is touched by its number', async (t) => {
  const core = await startCore(t)
  const phones = [{ number: ANNA.phone }]
  for (const displayName of ['A', 'B']) await core.ask('POST', '/api/v1/contacts', { displayName, phones })
  const { id, contact } = await leadOf(core, { phone: ANNA.phone })
  t.equal(contact, null)
  await core.emit(call('1.1', 1, { state: 'connected', answeredAt: later(1_000) }))
  await touched(core, id)
})
