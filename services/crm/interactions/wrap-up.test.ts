import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { addUser, eventually, signIn, startCore } from '../harness.test.ts'

const at = (second: number): string => `2026-01-15T09:00:${String(second).padStart(2, '0')}.000Z`

t.test('the agent who talked wraps up after the talk, once', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  await addUser(core, 'boris', 'agent', ['102'])
  const [asAnna, asBoris] = [await signIn(core, 'anna'), await signIn(core, 'boris')]
  const rang = agent('102', { key: 'PJSIP/102', state: 'null', leftAt: at(5), outcome: 'answered-elsewhere' })
  const talk = agent('101', { state: 'connected', answeredAt: at(5), outcome: 'answered' })
  const call = (version: number, fields: object) =>
    core.emit(callEvent('1', version, { answeredAt: at(5), participants: [talk, rang], ...fields }))
  const isIn = (state: string) =>
    eventually(core.ask, `/api/v1/interactions?state=${state}`, (b) => b.items.length === 1)
  await call(1, { state: 'connected' })
  const { id, wrapUp } = (await isIn('connected')).items[0]
  t.equal(wrapUp, null)
  const url = `/api/v1/interactions/${id}`
  t.equal((await asAnna('PATCH', url, { wrapUp: 'begin' })).status, 409, 'not while they talk')
  await call(2, { state: 'ended', outcome: 'answered', endedAt: at(30) })
  await isIn('ended')
  t.equal((await asAnna('PATCH', url, { wrapUp: 'end' })).status, 409, 'it has not begun')
  t.equal((await asBoris('PATCH', url, { wrapUp: 'begin' })).status, 403, 'who did not talk')
  t.equal((await core.ask('PATCH', url, { wrapUp: 'begin' })).status, 403, 'a program')
  const begun = await asAnna('PATCH', url, { wrapUp: 'begin' })
  t.match(begun, { status: 200, body: { wrapUp: { endedAt: null, seconds: null } } })
  const again = await asAnna('PATCH', url, { wrapUp: 'begin', note: 'wants two' })
  t.match(again.body, { note: 'wants two', wrapUp: { startedAt: begun.body.wrapUp.startedAt } }, 'it began once')
  const { body } = await asAnna('PATCH', url, { wrapUp: 'end', disposition: 'sale' })
  const { startedAt, endedAt, seconds } = body.wrapUp
  t.equal(seconds, (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000)
  t.equal((await asAnna('PATCH', url, { wrapUp: 'begin' })).status, 409)
  const isTold = () =>
    core.told.some(({ item }) => item.type === 'interaction' && item.data.wrapUp?.endedAt === endedAt)
  await until(isTold)
})
