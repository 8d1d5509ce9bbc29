import t from 'tap'
import { addUser, signIn, startCore } from '../harness.test.ts'

t.test('rules are kept in their order, changed in part, and refused when nobody could follow them', async (t) => {
  const core = await startCore(t)
  const anna = await addUser(core, 'anna', 'agent')
  const add = (body: object) => core.ask('POST', '/api/v1/lead-rules', body)
  const first = (await add({ name: 'First', to: { users: [anna.id] } })).body
  t.match(first, {
    ...{ isActive: true, choose: 'least-loaded', takeWithinSeconds: 30, callInSeconds: null, version: 1 },
    when: { forms: [], sources: [], regions: [], languages: [], hours: null },
    to: { owner: true, users: [anna.id], team: null }
  })
  const second = (await add({ name: 'Second' })).body
  const names = async () =>
    (await core.ask('GET', '/api/v1/lead-rules')).body.items.map(({ name }: { name: string }) => name)
  t.strictSame(await names(), ['First', 'Second'])
  const order = (ids: string[]) => core.ask('PUT', '/api/v1/lead-rules/order', { ids })
  t.equal((await order([second.id, first.id])).status, 200)
  t.equal((await order([second.id])).status, 409)
  t.strictSame(await names(), ['Second', 'First'])
  const url = `/api/v1/lead-rules/${first.id}`
  t.match((await core.ask('PATCH', url, { when: { regions: ['RU', '+7495'] }, callInSeconds: 10 })).body, {
    ...{ name: 'First', callInSeconds: 10, version: 2, when: { regions: ['RU', '+7495'], sources: [] } },
    to: { users: [anna.id] }
  })
  const hours = { timeZone: 'Europe/Moscow', week: [{ day: 1, from: '09:00', to: '18:00' }], outside: 'wait' }
  t.equal((await core.ask('PATCH', url, { when: { hours } })).status, 200)
  for (const [wrong, field] of [
    [{ when: { hours: { ...hours, timeZone: 'Mars' } } }, '/when/hours/timeZone'],
    [{ when: { hours: { ...hours, week: [{ day: 1, from: '18:00', to: '09:00' }] } } }, '/when/hours/week/0/to'],
    [{ callInSeconds: 60 }, '/callInSeconds'],
    [{ to: { users: [second.id] } }, '/to/users/0'],
    [{ to: { team: second.id } }, '/to/team'],
    [{ when: { forms: [second.id] } }, '/when/forms/0']
  ] as const) {
    t.match(await core.ask('PATCH', url, wrong), { status: 400, body: { errors: [{ field }] } }, field)
  }
  t.equal((await core.ask('PATCH', url, { when: { regions: ['Moscow'] } })).status, 400)
  t.equal((await core.ask('DELETE', url)).status, 204)
  t.equal((await core.ask('GET', url)).status, 404)
})

t.test('supervisors and administrators set rules, marketers read them, agents do not', async (t) => {
  const core = await startCore(t)
  for (const [login, role, reads, writes] of [
    ['boss', 'supervisor', 200, 201],
    ['marta', 'marketer', 200, 403],
    ['anna', 'agent', 403, 403]
  ] as const) {
    await addUser(core, login, role)
    const ask = await signIn(core, login)
    t.equal((await ask('GET', '/api/v1/lead-rules')).status, reads, login)
    t.equal((await ask('POST', '/api/v1/lead-rules', { name: login })).status, writes, login)
  }
})
