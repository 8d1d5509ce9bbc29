import t from 'tap'
import { addUser, signIn, startCore } from '../harness.test.ts'

t.test('a user without a password is given one, shown once', async (t) => {
  const core = await startCore(t)
  const made = await core.ask('POST', '/api/v1/users', { login: 'anna', name: 'Anna', role: 'agent' })
  t.equal(made.status, 201)
  t.match(made.body, { login: 'anna', extensions: [], active: true, language: 'ru' })
  t.equal((await signIn(core, 'anna', made.body.password)).user?.id, made.body.id)
  t.notOk('password' in (await core.ask('GET', `/api/v1/users/${made.body.id}`)).body)
})

t.test('a login and an extension belong to one user', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101', '102'])
  const other = { name: 'Other', role: 'agent' }
  const sameLogin = await core.ask('POST', '/api/v1/users', { ...other, login: 'ANNA' })
  t.match(sameLogin, { status: 409, body: { errors: [{ field: '/login' }] } })
  const samePhone = await core.ask('POST', '/api/v1/users', { ...other, login: 'boris', extensions: ['102'] })
  t.match(samePhone, { status: 409, body: { errors: [{ field: '/extensions' }] } })
  t.equal((await core.ask('GET', '/api/v1/users')).body.items.length, 2, 'nothing of it was stored')
})

t.test('what is changed is told to the event stream, in the order of the extensions given', async (t) => {
  const core = await startCore(t)
  const anna = await addUser(core, 'anna', 'agent', ['101'])
  const patch = { extensions: ['105', '103'], name: 'Anna B', language: 'en' }
  const changed = await core.ask('PATCH', `/api/v1/users/${anna.id}`, patch)
  t.match(changed, { status: 200, body: patch })
  const { items } = (await core.ask('GET', '/api/v1/events')).body
  t.same(items.at(-1).data, changed.body)
  t.equal(items.at(-1).type, 'user')
  const missing = await core.ask('PATCH', '/api/v1/users/01890000-0000-7000-8000-000000000001', { name: 'x' })
  t.equal(missing.status, 404)
})

t.test('users come in pages', async (t) => {
  const core = await startCore(t)
  for (const login of ['a', 'b', 'c']) await addUser(core, login, 'agent')
  const first = (await core.ask('GET', '/api/v1/users?limit=3')).body
  const second = (await core.ask('GET', `/api/v1/users?limit=3&cursor=${first.nextCursor}`)).body
  t.same(
    [...first.items, ...second.items].map(({ login }: { login: string }) => login),
    ['admin', 'a', 'b', 'c']
  )
  t.equal(second.nextCursor, null)
})
