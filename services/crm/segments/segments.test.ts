import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'

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

t.test('interactions are listed by a segment of interactions, or of the contacts that they are with', async (t) => {
  const core = await startCore(t)
  const a = await addUser(core, 'anna', 'agent', ['101'])
  const anna = await signIn(core, 'anna')
  for (const [displayName, number, tags] of [
    ['Vera', '+74951230001', ['vip']],
    ['Gleb', '+74951230002', []]
  ] as const) {
    await core.ask('POST', '/api/v1/contacts', { displayName, phones: [{ number }], tags, ownerId: a.id })
  }
  const now = new Date().toISOString()
  const calls: [string, string, Parameters<typeof callEvent>[2]][] = [
    ['1.1', '84951230001', { outcome: 'missed' }],
    ['1.2', '84951230001', { outcome: 'answered', participants: [agent('101', { outcome: 'answered' })] }],
    ['1.3', '84951230002', { outcome: 'missed', startedAt: now }],
    ['1.4', '84951239999', { outcome: 'missed' }]
  ]
  for (const [id, number, fields] of calls) {
    const remote = { raw: number, name: null }
    await core.emit(callEvent(id, 1, { state: 'ended', remote, ...fields }))
  }
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 4)
  const save = async (kind: string, filter: object): Promise<string> =>
    (await anna('POST', '/api/v1/segments', { name: 'x', kind, filter })).body.id
  const listed = async (query: string, ask: Core['ask'] = anna) =>
    (await ask('GET', `/api/v1/interactions?${query}`)).body.items
      .map(({ source }: { source: { ids: string[] } }) => source.ids[0])
      .sort()
  const vips = await save('contacts', { tag: ['vip'] })
  t.same(await listed(`segment=${vips}`), ['1.1', '1.2'])
  t.same(await listed(`segment=${vips}&outcome=missed`), ['1.1'], 'both hold')
  t.same(await listed(`segment=${await save('contacts', { q: 'gle', owner: 'me' })}`), ['1.3'])
  const missed = await save('interactions', { outcome: 'missed' })
  t.same(await listed(`segment=${missed}`), ['1.1', '1.3', '1.4'])
  t.same(await listed(`segment=${missed}&q=gleb`), ['1.3'])
  t.same(await listed(`segment=${missed}&outcome=answered`), [])
  t.same(await listed(`segment=${await save('interactions', { user: 'me' })}`), ['1.2'])
  t.same(await listed(`segment=${await save('interactions', { since: 'today' })}&timeZone=UTC`), ['1.3'])
  t.same(await listed(`segment=${await save('interactions', { q: 'vera' })}`), ['1.1', '1.2'])
  const of = (query: string, ask = core.ask) => ask('GET', `/api/v1/interactions?${query}`)
  for (const query of ['segment=01890000-0000-7000-8000-000000000001', `segment=${missed}&timeZone=Mars`]) {
    t.equal((await of(query, anna)).status, 400, query)
  }
  await addUser(core, 'boris', 'agent')
  t.equal((await of(`segment=${missed}`, await signIn(core, 'boris'))).status, 400, "somebody else's")
})
