import t from 'tap'
import { addUser, type Core, signIn, startCore } from '../harness.test.ts'

const add = async (core: Core, displayName: string, body: object = {}) =>
  (await core.ask('POST', '/api/v1/contacts', { displayName, ...body })).body
const finder =
  (ask: Core['ask']) =>
  async (query: string): Promise<string> => {
    const { status, body } = await ask('GET', `/api/v1/contacts?${query}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body.items.map(({ displayName }: { displayName: string }) => displayName).join(' ')
  }
const post = async (core: Core, url: string, body: object) => (await core.ask('POST', `/api/v1/${url}`, body)).body

t.test('contacts are filtered by owner, team, organisation, tags and time', async (t) => {
  const core = await startCore(t)
  const [anna, boris] = [await addUser(core, 'anna', 'agent'), await addUser(core, 'boris', 'agent')]
  const team = await post(core, 'teams', { name: 'Sales', members: [anna.id] })
  const head = await post(core, 'accounts', { name: 'Head' })
  const branch = await post(core, 'accounts', { name: 'Branch', parentId: head.id })
  await add(core, 'A', { ownerId: anna.id, tags: ['vip', 'old'], accountId: head.id })
  await add(core, 'B', { ownerId: boris.id, teamId: team.id, tags: ['VIP'], accountId: branch.id })
  const last = await add(core, 'C', { account: 'By name' })
  const find = finder(await signIn(core, 'anna'))
  for (const [query, expected] of [
    ['owner=me', 'A'],
    [`owner=${boris.id}`, 'B'],
    ['owner=none', 'C'],
    ['team=mine', 'B'],
    [`team=${team.id}`, 'B'],
    ['team=none', 'C A'],
    ['tag=Vip', 'B A'],
    ['tag=vip&tag=old', 'A'],
    [`account=${head.id}`, 'B A'],
    [`account=${branch.id}`, 'B'],
    ['account=none', ''],
    ['owner=none&team=mine', ''],
    [`since=${last.createdAt}&q=c`, 'C'],
    [`until=${new Date(Date.parse(last.createdAt) - 60_000).toISOString()}`, ''],
    ['since=1969-01-01T00:00:00.000Z', 'C B A']
  ] as const) {
    t.equal(await find(query), expected, query)
  }
})

t.test('contacts are filtered by what they agreed to last', async (t) => {
  const core = await startCore(t)
  const find = finder(core.ask)
  const { id } = await add(core, 'A')
  await add(core, 'B')
  const say = (given: boolean, at: string) =>
    core.ask('POST', `/api/v1/contacts/${id}/consents`, { purpose: 'email', given, at, source: 'form' })
  await say(true, '2026-03-01T00:00:00Z')
  t.equal(await find('consent=email'), 'A')
  await say(false, '2026-04-01T00:00:00Z')
  await say(true, '2026-02-01T00:00:00Z')
  t.same([await find('consent=email'), await find('consent=email:refused')], ['', 'A'])
})

t.test('contacts are filtered by custom fields of every type, and between bounds', async (t) => {
  const core = await startCore(t)
  const anna = await addUser(core, 'anna', 'agent')
  const options = ['red', 'green']
  for (const field of [
    { key: 'city', type: 'text' },
    { key: 'budget', type: 'number' },
    { key: 'birthday', type: 'date' },
    { key: 'debtor', type: 'boolean' },
    { key: 'colour', type: 'choice', options },
    { key: 'likes', type: 'choices', options },
    { key: 'manager', type: 'user' }
  ]) {
    t.equal((await core.ask('POST', '/api/v1/contact-fields', { label: field.key, ...field })).status, 201)
  }
  const { id } = await add(core, 'A', { fields: { city: "Tver'", budget: 100, birthday: '1980-02-29', debtor: true } })
  await add(core, 'B', { fields: { budget: -5.5, likes: ['green', 'red'], colour: 'red', manager: anna.id } })
  await add(core, 'C')
  const find = finder(core.ask)
  for (const [query, expected] of [
    ["field.city=Tver'", 'A'],
    ['field.budget=100', 'A'],
    ['field.budget=100.0', 'A'],
    ['field.debtor=true', 'A'],
    ['field.debtor=false', ''],
    ['field.colour=red', 'B'],
    ['field.likes=red&field.colour=red', 'B'],
    [`field.manager=${anna.id}`, 'B'],
    ['field.birthday=1980-02-29', 'A'],
    ['field.birthday.from=1980-02-29&field.birthday.to=1980-03-01', 'A'],
    ['field.birthday.from=1980-03-01', ''],
    ['field.budget.from=-6&field.budget.to=99.9', 'B'],
    ['field.budget.to=100', 'B A']
  ] as const) {
    t.equal(await find(query), expected, query)
  }
  await core.ask('PATCH', `/api/v1/contacts/${id}`, { fields: { budget: 7, birthday: null } })
  t.same([await find('field.budget.from=100'), await find('field.birthday.to=2000-01-01')], ['', ''])
  for (const [query, field] of [
    ['field.nothing=1', 'field.nothing'],
    ['field.budget=many', 'field.budget'],
    ['field.city.from=a', 'field.city.from'],
    ['field.birthday.from=1980-02-30', 'field.birthday.from'],
    ['field.debtor=yes', 'field.debtor'],
    ['field.manager=me', 'field.manager'],
    ['field.=x', 'field.'],
    ['owner=me', 'owner'],
    ['owner=mine', 'owner'],
    ['team=me', 'team'],
    ['account=me', 'account'],
    ['consent=email:maybe', 'consent'],
    ['since=yesterday', 'since']
  ] as const) {
    const { status, body } = await core.ask('GET', `/api/v1/contacts?${query}`)
    t.equal(status, 400, query)
    t.equal(body.errors?.[0]?.field, `querystring:/${field}`, JSON.stringify(body))
  }
})

t.test('tags and consents of merged records are found by their root, and come back with an undo', async (t) => {
  const core = await startCore(t)
  const find = finder(core.ask)
  const [winner, loser] = [await add(core, 'A', { tags: ['x'] }), await add(core, 'B', { tags: ['y'] })]
  await post(core, `contacts/${loser.id}/consents`, { purpose: 'calls', given: true, source: 'paper' })
  const merge = await post(core, 'contacts/merges', { winner: winner.id, losers: [loser.id] })
  t.same([await find('tag=x&tag=y'), await find('consent=calls'), await find('')], ['A', 'A', 'A'])
  const contact = (await core.ask('GET', `/api/v1/contacts/${loser.id}`)).body
  t.match(contact, { id: winner.id, tags: ['x', 'y'], consents: [{ purpose: 'calls', given: true }] })
  await post(core, `contacts/merges/${merge.id}/undo`, {})
  t.same([await find('tag=x'), await find('tag=y'), await find('consent=calls')], ['A', 'B', 'B'])
})
