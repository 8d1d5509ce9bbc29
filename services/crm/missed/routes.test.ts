import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'

const LIST = '/api/v1/missed-calls'
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
let calls = 0
/** A missed call that ended so many minutes ago. */
const miss = (raw: string, minutes: number) => {
  const times = { startedAt: ago(minutes + 1), endedAt: ago(minutes) }
  const fields = { ...times, state: 'ended', outcome: 'missed', remote: { raw, name: null } } as const
  return callEvent(`m${++calls}`, 2, { ...fields, participants: [agent('101')] })
}
const withEntries = async (core: Core, ...numbers: [string, number][]) => {
  await core.emit(...numbers.map(([raw, minutes]) => miss(raw, minutes)))
  const { items } = await eventually(core.ask, LIST, ({ items }) => items.length === numbers.length)
  return items
}

t.test('the list begins with what is due first, and is cut into pages', async (t) => {
  const core = await startCore(t)
  await withEntries(core, ['84950000001', 5], ['84950000002', 50], ['84950000003', 10])
  const first = (await core.ask('GET', `${LIST}?limit=2`)).body
  t.match(first.items, [
    { number: '+74950000002', overdue: true, state: 'open' },
    { number: '+74950000003', overdue: false }
  ])
  const second = (await core.ask('GET', `${LIST}?limit=2&cursor=${first.nextCursor}`)).body
  t.match(second, { items: [{ number: '+74950000001' }], nextCursor: null })
  t.match((await core.ask('GET', `${LIST}?overdue=true`)).body.items, [{ number: '+74950000002' }])
  t.match((await core.ask('GET', `${LIST}/summary`)).body, { open: 3, overdue: 1, closedToday: 0 })
})

t.test('an agent takes an entry; who was not quick enough is told; it is closed by hand with a reason', async (t) => {
  const core = await startCore(t)
  const [anna, boris] = [await addUser(core, 'anna', 'agent', ['101']), await addUser(core, 'boris', 'agent', ['102'])]
  const [asAnna, asBoris] = [await signIn(core, 'anna'), await signIn(core, 'boris')]
  const [{ id, version }] = await withEntries(core, ['84950000001', 5])
  const taken = await asAnna('PATCH', `${LIST}/${id}`, { ownerId: anna.id, version })
  t.match(taken, { status: 200, body: { owner: { id: anna.id }, state: 'open' } })
  const late = await asBoris('PATCH', `${LIST}/${id}`, { ownerId: boris.id, version })
  t.match(late, { status: 409, body: { type: 'urn:perezvon:problem:conflict' } })
  t.equal((await asAnna('GET', `${LIST}?owner=me`)).body.items.length, 1)
  t.equal((await asBoris('GET', `${LIST}?owner=me`)).body.items.length, 0)
  t.equal((await asBoris('GET', `${LIST}?owner=none`)).body.items.length, 0)
  const closed = await asAnna('PATCH', `${LIST}/${id}`, { state: 'closed', reason: 'a robot' })
  t.match(closed.body, {
    ...{ state: 'closed', reason: 'a robot', overdue: false },
    closedBy: { interaction: null, user: { id: anna.id } }
  })
  t.match(await asBoris('PATCH', `${LIST}/${id}`, { ownerId: boris.id }), { status: 409 })
  t.match((await core.ask('GET', `${LIST}?state=closed`)).body.items, [{ id, reason: 'a robot' }])
  const summary = await core.ask('GET', `${LIST}/summary?timeZone=Europe/Moscow`)
  t.match(summary.body, { open: 0, closedToday: 1, withinLevelToday: 1 })
  await until(() =>
    core.told.some(({ item }) => item.type === 'missed-call' && item.data.id === id && item.data.state === 'closed')
  )
})

t.test('what does not fit is refused with the name of the field', async (t) => {
  const core = await startCore(t)
  const [{ id }] = await withEntries(core, ['84950000001', 5])
  const nobody = '01890000-0000-7000-8000-00000000000f'
  const url = `${LIST}/${id}`
  const fieldOf = async (body: unknown) => (await core.ask('PATCH', url, body)).body.errors?.[0]?.field
  t.equal(await fieldOf({ ownerId: nobody }), '/ownerId')
  t.equal(await fieldOf({ teamId: nobody }), '/teamId')
  t.equal(await fieldOf({ reason: 'why' }), '/reason')
  t.equal((await core.ask('PATCH', url, { state: 'open' })).status, 400)
  t.equal((await core.ask('PATCH', `${LIST}/${nobody}`, { ownerId: null })).status, 404)
  t.equal((await core.ask('GET', `${LIST}?owner=me`)).status, 400, 'a program is nobody')
  t.equal((await core.ask('GET', `${LIST}?cursor=xyz`)).body.type, 'urn:perezvon:problem:bad-cursor')
  t.equal((await core.ask('GET', `${LIST}/summary?timeZone=Mars`)).status, 400)
  await addUser(core, 'mark', 'marketer')
  t.equal((await (await signIn(core, 'mark'))('GET', LIST)).status, 403, 'calls are not for marketers')
})
