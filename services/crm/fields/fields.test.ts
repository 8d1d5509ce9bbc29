import t from 'tap'
import { addUser, type Core, signIn, startCore } from '../harness.test.ts'

const define = (core: Core, body: object) => core.ask('POST', '/api/v1/contact-fields', { label: 'It', ...body })

t.test('an administrator defines fields, contacts have values in them, and what is not named stays', async (t) => {
  const core = await startCore(t)
  const city = await define(core, { key: 'city', type: 'text', label: 'Город', place: 2 })
  const colour = await define(core, { key: 'colour', type: 'choice', options: ['red', 'green'], place: 1 })
  t.match(city, { status: 201, body: { key: 'city', label: 'Город', options: [], required: false, archived: false } })
  const list = (await core.ask('GET', '/api/v1/contact-fields')).body
  t.same(list, { items: [colour.body, city.body], nextCursor: null })

  const made = await core.ask('POST', '/api/v1/contacts', {
    ...{ displayName: 'Anna', fields: { city: 'Tver', colour: 'red' } }
  })
  t.same(made.body.fields, { city: 'Tver', colour: 'red' })
  t.match(
    (await core.ask('GET', '/api/v1/contacts?q=anna%20tver')).body.items,
    [{ id: made.body.id }],
    'it is searched'
  )
  const url = `/api/v1/contacts/${made.body.id}`
  t.same((await core.ask('PATCH', url, { fields: { colour: null } })).body.fields, { city: 'Tver' })
  const wrong = await core.ask('PATCH', url, { fields: { city: 'Moscow', colour: 'black' } })
  t.match(wrong, {
    status: 400,
    body: { errors: [{ field: '/fields/colour', message: 'must be one of: red, green' }] }
  })
  t.same((await core.ask('GET', url)).body.fields, { city: 'Tver' }, 'nothing of it is half done')

  await addUser(core, 'boris', 'supervisor')
  const boris = await signIn(core, 'boris')
  t.equal((await boris('POST', '/api/v1/contact-fields', { key: 'x', label: 'X', type: 'text' })).status, 403)
  t.equal((await boris('GET', '/api/v1/contact-fields')).status, 200)
})

t.test('a required field is asked of a new contact, and of an old one only when it is emptied', async (t) => {
  const core = await startCore(t)
  const { id } = (await core.ask('POST', '/api/v1/contacts', { displayName: 'Old' })).body
  const field = (await define(core, { key: 'city', type: 'text', required: true })).body
  const without = await core.ask('POST', '/api/v1/contacts', { displayName: 'New' })
  t.match(without, { status: 400, body: { errors: [{ field: '/fields/city', message: 'is required' }] } })
  t.equal((await core.ask('PATCH', `/api/v1/contacts/${id}`, { displayName: 'Older' })).status, 200)
  t.equal((await core.ask('PATCH', `/api/v1/contacts/${id}`, { fields: { city: ' ' } })).status, 400)
  await core.ask('PATCH', `/api/v1/contact-fields/${field.id}`, { archived: true })
  t.equal((await core.ask('POST', '/api/v1/contacts', { displayName: 'New' })).status, 201, 'not when it is archived')
})

t.test('a field with values is archived, or removed with them; its key is one and stays', async (t) => {
  const core = await startCore(t)
  const field = (await define(core, { key: 'budget', type: 'number' })).body
  const url = `/api/v1/contact-fields/${field.id}`
  const contact = (await core.ask('POST', '/api/v1/contacts', { displayName: 'A', fields: { budget: 5 } })).body
  t.match(await core.ask('DELETE', url), { status: 409, body: { detail: /1 contact/ } })
  t.match((await core.ask('PATCH', url, { archived: true, label: 'Old budget' })).body, { archived: true })
  t.same((await core.ask('GET', `/api/v1/contacts/${contact.id}`)).body.fields, { budget: 5 })
  t.match(await define(core, { key: 'budget', type: 'text' }), { status: 409, body: { errors: [{ field: '/key' }] } })
  t.equal((await core.ask('DELETE', `${url}?withValues=true`)).status, 204)
  t.same((await core.ask('GET', `/api/v1/contacts/${contact.id}`)).body.fields, {})
  t.equal((await core.ask('DELETE', url)).status, 404)
  t.equal((await core.ask('PATCH', url, { label: 'x' })).status, 404)
  for (const [body, at] of [
    [{ key: 'Город', type: 'text' }, '/key'],
    [{ key: 'x', type: 'colour' }, '/type'],
    [{ key: 'x', type: 'choice' }, '/options'],
    [{ key: 'x', type: 'text', options: ['a'] }, '/options'],
    [{ key: 'x', type: 'choice', options: ['a', 'a'] }, '/options']
  ] as const) {
    const { status, body: problem } = await define(core, body)
    t.same([status, problem.errors?.[0]?.field], [400, at], JSON.stringify(problem))
  }
  t.same((await core.ask('GET', '/api/v1/contact-fields')).body.items, [])
})
