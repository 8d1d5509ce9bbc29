import t from 'tap'
import { addUser, type Core, startCore } from '../harness.test.ts'
import { distribute } from './entries.ts'

const NOBODY = '01890000-0000-7000-8000-000000000001'
const add = (core: Core, body: object) => core.ask('POST', '/api/v1/contacts', { displayName: 'Anna', ...body })
const change = (core: Core, id: string, body: object) => core.ask('PATCH', `/api/v1/contacts/${id}`, body)

t.test('a contact holds lists of every kind, an organisation, an owner, a team and tags', async (t) => {
  const core = await startCore(t)
  const owner = await addUser(core, 'boris', 'agent')
  const team = (await core.ask('POST', '/api/v1/teams', { name: 'Sales', members: [owner.id] })).body
  const account = (await core.ask('POST', '/api/v1/accounts', { name: 'Horns and Hooves' })).body
  const made = await add(core, {
    phones: [{ number: '8 916 123-45-67', label: 'mobile' }],
    emails: [{ address: ' Anna@Example.com ' }],
    messengers: [{ kind: 'telegram', address: '@Anna', label: 'evenings' }],
    addresses: [{ text: 'Moscow, Arbat 1' }],
    keys: [{ system: 'bitrix24', value: '17' }],
    tags: ['VIP', ' vip', 'Москва  центр'],
    ...{ accountId: account.id, ownerId: owner.id, teamId: team.id }
  })
  t.equal(made.status, 201, JSON.stringify(made.body))
  t.match(made.body, {
    phones: [{ number: '+79161234567', raw: '8 916 123-45-67', label: 'mobile' }],
    emails: [{ address: 'Anna@Example.com', label: null }],
    messengers: [{ kind: 'telegram', address: '@Anna', label: 'evenings' }],
    addresses: [{ text: 'Moscow, Arbat 1', label: null }],
    keys: [{ system: 'bitrix24', value: '17' }],
    tags: ['vip', 'москва центр'],
    ...{ account: 'Horns and Hooves', accountId: account.id, consents: [], fields: {}, version: 1 },
    ...{ owner: { id: owner.id, name: owner.name }, team: { id: team.id, name: 'Sales' } }
  })
  const moved = await change(core, made.body.id, { account: 'Elsewhere', ownerId: null, tags: [], keys: [] })
  t.match(moved.body, { account: 'Elsewhere', accountId: null, owner: null, tags: [], keys: [], version: 2 })
  t.same(moved.body.messengers, made.body.messengers, 'what is not named stays')
})

t.test('a key belongs to one contact: the second is told whose it is, and nothing of it is stored', async (t) => {
  const core = await startCore(t)
  const keys = [{ system: '1c', value: '000-17' }]
  const first = (await add(core, { keys })).body
  const second = await add(core, { displayName: 'Boris', keys: [{ system: '1c', value: 'other' }, ...keys] })
  t.match(second, {
    status: 409,
    body: { errors: [{ field: '/keys/1', message: 'belongs to Anna' }], contact: { id: first.id, displayName: 'Anna' } }
  })
  t.equal((await core.ask('GET', '/api/v1/contacts')).body.items.length, 1)
  const two = await Promise.all(
    ['x', 'y'].map((displayName) => add(core, { displayName, keys: [{ system: 'tax', value: '7' }] }))
  )
  t.same(two.map(({ status }) => status).sort(), [201, 409], 'also when both come at once')
})

t.test('what is wrong in a list or points to nobody is named', async (t) => {
  const core = await startCore(t)
  for (const [body, field] of [
    [{ phones: Array.from({ length: 5_000 }, (_, at) => ({ number: String(1_000 + at) })) }, '/phones'],
    [{ messengers: [{ kind: 'Telegram!', address: 'x' }] }, '/messengers/0/kind'],
    [{ messengers: [{ kind: 'vk', address: '  ' }] }, '/messengers/0/address'],
    [{ addresses: [{ text: ' ' }] }, '/addresses/0/text'],
    [{ keys: [{ system: 'A B', value: '1' }] }, '/keys/0/system'],
    [{ tags: ['a', ' '] }, '/tags/1'],
    [{ ownerId: NOBODY }, '/ownerId'],
    [{ teamId: NOBODY }, '/teamId'],
    [{ accountId: NOBODY }, '/accountId'],
    [{ accountId: NOBODY, account: 'x' }, '/account'],
    [{ fields: { colour: 'red' } }, '/fields/colour']
  ] as const) {
    const { status, body: problem } = await add(core, body)
    t.equal(status, 400, field)
    t.equal(problem.errors?.[0]?.field, field, JSON.stringify(problem))
  }
})

t.test('a contact may have five hundred numbers', async (t) => {
  const core = await startCore(t)
  const phones = Array.from({ length: 500 }, (_, at) => ({ number: `+7916${1_000_000 + at}` }))
  const made = await add(core, { phones })
  t.equal(made.body.phones?.length, 500)
  t.equal((await change(core, made.body.id, { phones: phones.reverse() })).body.phones[0].number, '+79161000499')
})

t.test('a new list of merged records leaves each entry where it was; what is new goes to the root', (t) => {
  const held = (record: string, entry: string) => ({ record, entry })
  const before = [held('root', 'a'), held('root', 'b'), held('lost', 'b'), held('lost', 'c')]
  const after = distribute(['root', 'lost'], before, ['d', 'c', 'b', 'd'], (entry) => entry)
  t.same(after, [held('root', 'd'), held('lost', 'c'), held('root', 'b'), held('lost', 'b')])
  t.end()
})
