import t from 'tap'
import { addUser, type Core, signIn, startCore } from '../harness.test.ts'

const namesOf = async (ask: Core['ask'], query: string) =>
  (await ask('GET', `/api/v1/contacts?${query}`)).body.items.map(
    ({ displayName }: { displayName: string }) => displayName
  )

t.test('a filter is saved, shared and used with other filters; "me" is whoever uses it', async (t) => {
  const core = await startCore(t)
  const [a, b] = [await addUser(core, 'anna', 'agent'), await addUser(core, 'boris', 'agent')]
  const [anna, boris] = [await signIn(core, 'anna'), await signIn(core, 'boris')]
  for (const [displayName, ownerId, tags] of [
    ['Vera of Anna', a.id, ['vip']],
    ['Gleb of Anna', a.id, []],
    ['Vera of Boris', b.id, ['vip']]
  ] as const) {
    await core.ask('POST', '/api/v1/contacts', { displayName, ownerId, tags })
  }
  const body = { name: 'My best', kind: 'contacts', filter: { owner: 'me', tag: ['vip'], q: 'of' } }
  const made = await anna('POST', '/api/v1/segments', body)
  t.match(made, { status: 201, body: { ...body, shared: false, owner: { id: a.id } } }, JSON.stringify(made.body))
  const { id } = made.body
  t.same(await namesOf(anna, `segment=${id}`), ['Vera of Anna'])
  t.same(await namesOf(anna, `segment=${id}&q=gleb`), [], 'both hold')

  t.same((await boris('GET', '/api/v1/segments')).body.items, [], 'nobody else sees what is not shared')
  t.equal((await boris('GET', `/api/v1/contacts?segment=${id}`)).status, 400)
  t.equal((await boris('DELETE', `/api/v1/segments/${id}`)).status, 404)
  await anna('PATCH', `/api/v1/segments/${id}`, { shared: true })
  t.match((await boris('GET', '/api/v1/segments?kind=contacts')).body.items, [{ id, name: 'My best' }])
  t.same((await boris('GET', '/api/v1/segments?kind=interactions')).body.items, [])
  t.same(await namesOf(boris, `segment=${id}`), ['Vera of Boris'])
  t.equal((await boris('PATCH', `/api/v1/segments/${id}`, { name: 'Mine now' })).status, 403)
  t.equal((await anna('DELETE', `/api/v1/segments/${id}`)).status, 204)
  t.equal((await anna('DELETE', `/api/v1/segments/${id}`)).status, 404)
})

t.test('a filter that its list would not take is not saved', async (t) => {
  const core = await startCore(t)
  const nobody = '01890000-0000-7000-8000-000000000001'
  const save = (kind: string, filter: object) => core.ask('POST', '/api/v1/segments', { name: 'x', kind, filter })
  for (const [kind, filter, field] of [
    ['contacts', { colour: 'red' }, '/filter/colour'],
    ['contacts', { owner: 'you' }, '/filter/owner'],
    ['contacts', { 'field.colour': 'red' }, '/filter/field.colour'],
    ['contacts', { cursor: nobody }, '/filter/cursor'],
    ['contacts', { segment: nobody }, '/filter/segment'],
    ['interactions', { outcome: 'great' }, '/filter/outcome'],
    ['interactions', { owner: 'me' }, '/filter/owner'],
    ['interactions', { limit: '5' }, '/filter/limit'],
    ['interactions', { since: 'yesterday' }, '/filter/since'],
    ['contacts', { since: 'today' }, '/filter/since'],
    ['people', {}, '/kind']
  ] as const) {
    const { status, body } = await save(kind, filter)
    t.same([status, body.errors?.[0]?.field], [400, field], JSON.stringify(body))
  }
  const missed = await save('interactions', { outcome: 'missed', channel: 'call', since: 'today' })
  t.equal(missed.status, 201)
  const used = await core.ask('GET', `/api/v1/contacts?segment=${missed.body.id}`)
  t.match(used, { status: 400, body: { errors: [{ field: 'querystring:/segment' }] } })
  t.equal((await core.ask('GET', `/api/v1/contacts?segment=${nobody}`)).status, 400)
})
