import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { eventually, signIn, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'
import { startGateway } from './routing.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const ANNA = { name: 'Ольга', phone: '8 916 123-45-67', text: 'Позвоните' }

t.test('a lead is put before one who is there and free, declined it goes to the next, and is taken once', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const [anna, boris, vera] = [await desk.rep('anna'), await desk.rep('boris'), await desk.rep('vera')]
  await desk.rule({ to: { users: [anna.user.id, boris.user.id, vera.user.id] }, choose: 'in-turn' })
  await anna.come()
  await boris.come()
  await sendForms(core, formEvent('1', ANNA))
  await until(() => desk.story().length === 1)
  const first = desk.offers()[0]
  t.match(first, { lead: { name: 'Ольга', state: 'new' }, why: 'rule', rule: 'All', until: /Z$/, call: null })
  const [one, other] = first?.user.id === anna.user.id ? [anna, boris] : [boris, anna]
  const url = `/api/v1/leads/${first?.lead.id}`
  t.equal((await other.ask('POST', `${url}/decline`)).status, 404, 'it is not before her')
  t.equal((await one.ask('POST', `${url}/decline`)).status, 204)
  await desk.told(other.user.name.split(' ')[0] ?? '')
  const late = desk.offers().at(-1)
  t.equal(late?.user.id, other.user.id)
  const answers = await Promise.all([other.ask('POST', `${url}/take`), vera.ask('POST', `${url}/take`)])
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 409], 'of two at the same moment one has it')
  const taken = answers.find(({ status }) => status === 200)?.body
  t.match(taken, { state: 'taken', takenAt: /Z$/ })
  t.match(answers.find(({ status }) => status === 409)?.body, { detail: `${taken.owner.name} has it` })
  await until(() => desk.offers().at(-1)?.outcome !== null)
  t.equal(desk.offers().filter(({ outcome }) => outcome === null).length, 2)
})

t.test('who does not take it in time loses it to the next, and after the last the supervisors have it', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const [anna, boss] = [await desk.rep('anna'), await desk.rep('boss', 'supervisor')]
  await desk.rule({ to: { users: [anna.user.id] }, takeWithinSeconds: 5 })
  await anna.come()
  await boss.come()
  await sendForms(core, formEvent('1', ANNA))
  const offer = await desk.told('boss (not-taken)')
  t.strictSame(desk.story(), ['anna', 'anna: expired', 'boss (not-taken)'])
  t.match(offer, { until: null })
  t.equal((await boss.ask('POST', `/api/v1/leads/${offer.lead.id}/take`)).status, 200)
  await desk.told('boss: taken')
})

t.test('while nobody is there the supervisors are told, and who comes has it at once', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const [anna, boss] = [await desk.rep('anna'), await desk.rep('boss', 'supervisor')]
  await desk.rule({ to: { users: [anna.user.id] } })
  await boss.come()
  await sendForms(core, formEvent('1', ANNA))
  await desk.told('boss (nobody-there)')
  await anna.come()
  const { lead } = await desk.told('anna')
  t.equal((await anna.ask('POST', `/api/v1/leads/${lead.id}/take`)).status, 200)
  await desk.told('boss: withdrawn')
  t.match(desk.offers().at(-1), { by: 'anna of the test' })
})

t.test('one lead at a time: the second waits until the first is taken, and nobody on the phone is asked', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const anna = await desk.rep('anna', 'agent', ['101'])
  await desk.rule({ to: { users: [anna.user.id] } })
  const participants = [agent('101', { state: 'connected' })]
  await core.emit(callEvent('1.1', 1, { state: 'connected', participants }))
  await eventually(core.ask, '/api/v1/interactions?state=connected', ({ items }) => items.length === 1)
  await anna.come()
  await sendForms(core, formEvent('1', ANNA), formEvent('2', { phone: '89160000002' }))
  await eventually(core.ask, '/api/v1/leads', ({ items }) => items.length === 2)
  t.strictSame(desk.story(), [])
  const over = { state: 'ended', outcome: 'answered', endedAt: '2026-01-15T09:01:00.000Z' } as const
  await core.emit(callEvent('1.1', 2, { ...over, participants: [agent('101', { leftAt: over.endedAt })] }))
  const { lead } = await desk.told('anna')
  await anna.ask('POST', `/api/v1/leads/${lead.id}/take`)
  await until(() => desk.story().length === 3)
  t.strictSame(desk.story(), ['anna', 'anna: taken', 'anna'])
  t.not(desk.offers().at(-1)?.lead.id, lead.id)
})

t.test('a lead that somebody takes from the list, or that is spam, is withdrawn from whom it is before', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const [anna, vera] = [await desk.rep('anna'), await desk.rep('vera')]
  await desk.rule({ to: { users: [anna.user.id] } })
  await anna.come()
  await sendForms(core, formEvent('1', ANNA))
  const { lead } = await desk.told('anna')
  await vera.ask('PATCH', `/api/v1/leads/${lead.id}`, { state: 'taken' })
  t.match(await desk.told('anna: withdrawn'), { by: 'vera of the test' })
  await vera.ask('PATCH', `/api/v1/leads/${lead.id}`, { state: 'new', ownerId: null })
  await until(() => desk.story().length === 3)
  await core.ask('PATCH', `/api/v1/leads/${lead.id}`, { state: 'spam' })
  await until(() => desk.story().length === 4)
  t.strictSame(desk.story(), ['anna', 'anna: withdrawn', 'anna', 'anna: withdrawn'])
})

t.test('who sees only the own customers sees the lead that is put before them, and no longer', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const [anna, vera] = [await desk.rep('anna'), await desk.rep('vera')]
  for (const { user } of [anna, vera]) await core.ask('PATCH', `/api/v1/users/${user.id}`, { sees: 'own' })
  const phones = [{ number: ANNA.phone }]
  await core.ask('POST', '/api/v1/contacts', { displayName: 'Ольга', phones, ownerId: vera.user.id })
  await desk.rule({ to: { users: [anna.user.id] } })
  await anna.come()
  await sendForms(core, formEvent('1', ANNA))
  const { lead } = await desk.told('anna')
  t.equal((await anna.ask('GET', `/api/v1/leads/${lead.id}`)).status, 200)
  await vera.come()
  t.equal((await anna.ask('POST', `/api/v1/leads/${lead.id}/decline`)).status, 204)
  t.equal((await anna.ask('GET', `/api/v1/leads/${lead.id}`)).status, 404)
  t.match(await desk.told('vera'), { why: 'owner' })
})

t.test('without a rule that fits a lead is before nobody, and several cores put it before one', async (t) => {
  const core = await startCore(t)
  await startCore(t, { redisUrl: core.redisUrl, databaseUrl: core.databaseUrl })
  const desk = await startGateway(t, core)
  const [anna, boris] = [await desk.rep('anna'), await desk.rep('boris')]
  await desk.rule({ when: { sources: ['vk'] }, to: { users: [anna.user.id, boris.user.id] } })
  await anna.come()
  await boris.come()
  const touch = { first: null, last: { utmSource: 'vk' } }
  const many = Array.from({ length: 10 }, (_, n) => formEvent(`${n}`, { phone: `8916000001${n}`, touch }))
  await sendForms(core, formEvent('x', ANNA), ...many)
  await eventually(core.ask, '/api/v1/leads', ({ items }) => items.length === 11)
  for (let n = 0; n < 10; n++) {
    await until(() => desk.offers().filter(({ outcome }) => outcome === null).length > n)
    const open = desk.offers().filter(({ outcome }) => outcome === null)[n]
    const rep = open?.user.id === anna.user.id ? anna : boris
    t.equal((await rep.ask('POST', `/api/v1/leads/${open?.lead.id}/take`)).status, 200)
  }
  await until(() => desk.offers().filter(({ outcome }) => outcome === 'taken').length === 10)
  t.equal(new Set(desk.offers().map(({ lead }) => lead.id)).size, 10)
  t.equal(desk.offers().length, 20)
})

t.test('what a gateway is told of a lead is in the snapshot, until it has an outcome', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const anna = await desk.rep('anna')
  await desk.rule({ to: { users: [anna.user.id] } })
  await anna.come()
  await sendForms(core, formEvent('1', ANNA))
  const offer = await desk.told('anna')
  const { offers } = (await core.ask('GET', '/api/v1/live')).body
  t.match(offers, [{ offer: { id: offer.id }, pop: { candidates: [{ contact: { displayName: 'Ольга' } }] } }])
  await anna.ask('POST', `/api/v1/leads/${offer.lead.id}/take`)
  t.strictSame((await core.ask('GET', '/api/v1/live')).body.offers, [])
  t.equal((await (await signIn(core, 'anna'))('GET', '/api/v1/lead-rules')).status, 403)
})
