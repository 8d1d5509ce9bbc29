import t from 'tap'
import { eventually, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'
import { startGateway } from './routing.fixture.ts'

t.test('a lead that a supervisor gives to somebody is before them until they take it', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const [anna, boris, boss] = [await desk.rep('anna'), await desk.rep('boris'), await desk.rep('boss', 'supervisor')]
  await sendForms(core, formEvent('1', { name: 'Ольга', phone: '8 916 123-45-67', text: 'Позвоните' }))
  const { items } = await eventually(core.ask, '/api/v1/leads', ({ items }) => items.length === 1)
  const url = `/api/v1/leads/${items[0].id}`
  const give = async (ownerId: string | null): Promise<number> => (await boss.ask('PATCH', url, { ownerId })).status
  t.equal(await give(anna.user.id), 200)
  t.match(await desk.told('anna (handed)'), { until: null, call: null, rule: null, lead: { state: 'new' } })
  t.equal((await boss.ask('PATCH', url, { teamId: null })).status, 200)
  t.equal(await give(boris.user.id), 200)
  await desk.told('boris (handed)')
  t.strictSame(desk.story(), ['anna (handed)', 'anna: withdrawn', 'boris (handed)'])
  t.equal((await boris.ask('POST', `${url}/take`)).status, 200)
  await desk.told('boris: taken')
})

t.test('who takes a lead by giving it to themselves has no card, and nobody has more than five', async (t) => {
  const core = await startCore(t)
  const desk = await startGateway(t, core)
  const [anna, boss] = [await desk.rep('anna'), await desk.rep('boss', 'supervisor')]
  const forms = Array.from({ length: 7 }, (_, n) => formEvent(String(n), { phone: `8916000000${n}` }))
  await sendForms(core, ...forms)
  const { items } = await eventually(core.ask, '/api/v1/leads', ({ items }) => items.length === 7)
  const [own, ...others] = items.map(({ id }: { id: string }) => `/api/v1/leads/${id}`)
  t.equal((await boss.ask('PATCH', own, { ownerId: boss.user.id })).status, 200)
  for (const url of others) t.equal((await boss.ask('PATCH', url, { ownerId: anna.user.id })).status, 200)
  await desk.told('anna (handed)')
  t.equal((await anna.ask('POST', `${others[0]}/take`)).status, 200)
  await desk.told('anna: taken')
  t.strictSame(desk.story(), [...Array(5).fill('anna (handed)'), 'anna: taken'])
})
