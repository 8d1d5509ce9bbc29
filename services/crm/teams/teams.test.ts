import t from 'tap'
import { addUser, signIn, startCore } from '../harness.test.ts'

t.test('a team has a name of its own and members, and only an administrator changes it', async (t) => {
  const core = await startCore(t)
  const [anna, boris] = [await addUser(core, 'anna', 'agent'), await addUser(core, 'boris', 'supervisor')]
  const made = await core.ask('POST', '/api/v1/teams', { name: 'Sales', members: [anna.id, boris.id] })
  t.match(made, { status: 201, body: { name: 'Sales', members: [{ id: anna.id }, { id: boris.id }] } })
  const changed = await core.ask('PATCH', `/api/v1/teams/${made.body.id}`, { members: [boris.id] })
  t.same(changed.body, { ...made.body, members: [{ id: boris.id, name: boris.name }] })

  const same = await core.ask('POST', '/api/v1/teams', { name: 'SALES' })
  t.match(same, { status: 409, body: { errors: [{ field: '/name' }] } })
  const nobody = '01890000-0000-7000-8000-000000000001'
  const unknown = await core.ask('PATCH', `/api/v1/teams/${made.body.id}`, { name: 'x', members: [anna.id, nobody] })
  t.match(unknown, { status: 400, body: { errors: [{ field: '/members/1' }] } })
  t.equal((await core.ask('PATCH', `/api/v1/teams/${nobody}`, { name: 'x' })).status, 404)

  const asAnna = await signIn(core, 'anna')
  t.equal((await asAnna('POST', '/api/v1/teams', { name: 'Mine' })).status, 403)
  t.same((await asAnna('GET', '/api/v1/teams')).body, { items: [changed.body], nextCursor: null })
})

t.test('an agent knows the names of the colleagues, page by page, and of nobody who has left', async (t) => {
  const core = await startCore(t)
  const [anna, boris] = [await addUser(core, 'anna', 'agent'), await addUser(core, 'boris', 'agent')]
  await core.ask('PATCH', `/api/v1/users/${boris.id}`, { active: false })
  const asAnna = await signIn(core, 'anna')
  const first = (await asAnna('GET', '/api/v1/colleagues?limit=1')).body
  const second = (await asAnna('GET', `/api/v1/colleagues?cursor=${first.nextCursor}`)).body
  t.same(
    [...first.items, ...second.items].map(({ name }) => name),
    ['admin', anna.name]
  )
})
