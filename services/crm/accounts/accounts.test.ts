import t from 'tap'
import { type Core, startCore } from '../harness.test.ts'

const add = async (core: Core, body: object) => (await core.ask('POST', '/api/v1/accounts', body)).body
const change = (core: Core, id: string, body: object) => core.ask('PATCH', `/api/v1/accounts/${id}`, body)

t.test('an organisation has branches, staff, numbers and domains', async (t) => {
  const core = await startCore(t)
  const head = await add(core, {
    ...{ name: 'Horns and Hooves', taxId: '7701234567', note: 'pays late' },
    ...{ phones: [{ number: '8 495 123-45-67', label: 'switchboard' }], domains: ['@Horns.example', 'рога.рф'] }
  })
  t.match(head, {
    ...{ name: 'Horns and Hooves', taxId: '7701234567', parent: null, note: 'pays late', version: 1 },
    phones: [{ number: '+74951234567', raw: '8 495 123-45-67', label: 'switchboard' }],
    domains: ['horns.example', 'рога.рф']
  })
  const branch = await add(core, { name: 'Horns, Tver', parentId: head.id, taxId: '7701234567' })
  t.same(branch.parent, { id: head.id, name: 'Horns and Hooves' }, 'a branch may have the tax id of its organisation')
  for (const displayName of ['Anna', 'Boris', 'Clara']) {
    await core.ask('POST', '/api/v1/contacts', { displayName, accountId: head.id })
  }
  const first = (await core.ask('GET', `/api/v1/accounts/${head.id}?limit=2`)).body
  t.match(first, { id: head.id, branches: [{ id: branch.id }], staff: { items: [{ displayName: 'Clara' }, {}] } })
  const second = (await core.ask('GET', `/api/v1/accounts/${head.id}?cursor=${first.staff.nextCursor}`)).body
  t.match(second.staff, { items: [{ displayName: 'Anna' }], nextCursor: null })
})

t.test('organisations are found by words of the name, a domain or the tax id', async (t) => {
  const core = await startCore(t)
  await add(core, { name: 'Ёлки и палки', domains: ['elki.example'] })
  await add(core, { name: '100% шерсть', taxId: '7707654321' })
  const find = async (q: string) =>
    (await core.ask('GET', `/api/v1/accounts?q=${encodeURIComponent(q)}`)).body.items.map(
      (a: { name: string }) => a.name
    )
  t.same(await find('палки елки'), ['Ёлки и палки'])
  t.same(await find('elki.example'), ['Ёлки и палки'])
  t.same(await find('7707654321'), ['100% шерсть'])
  t.same(await find('100%'), ['100% шерсть'])
  t.same(await find(''), ['100% шерсть', 'Ёлки и палки'])
})

t.test('nothing becomes a branch of itself, directly or by way of its own branches', async (t) => {
  const core = await startCore(t)
  const top = await add(core, { name: 'top' })
  const middle = await add(core, { name: 'middle', parentId: top.id })
  const low = await add(core, { name: 'low', parentId: middle.id })
  for (const parentId of [top.id, low.id]) {
    t.match(await change(core, top.id, { parentId }), { status: 400, body: { errors: [{ field: '/parentId' }] } })
  }
  const both = await Promise.all([
    change(core, low.id, { parentId: null }).then(() => change(core, top.id, { parentId: low.id })),
    change(core, low.id, { parentId: top.id })
  ])
  t.ok(both.every(({ status }) => status === 200 || status === 400))
  const parents = new Map<string, string | undefined>()
  for (const { id, parent } of (await core.ask('GET', '/api/v1/accounts')).body.items) parents.set(id, parent?.id)
  for (const id of parents.keys()) {
    let steps = 0
    for (let at: string | undefined = id; at !== undefined && steps < 5; at = parents.get(at)) steps += 1
    t.ok(steps < 4, 'also when two change it at once, each has an end upwards')
  }
})

t.test('a tax id belongs to one organisation, and what is wrong is named', async (t) => {
  const core = await startCore(t)
  const first = await add(core, { name: 'First', taxId: '7701234567' })
  const second = await add(core, { name: 'Second' })
  t.match(await change(core, second.id, { taxId: '7701234567' }), {
    ...{ status: 409, body: { errors: [{ field: '/taxId', message: 'belongs to First' }], account: { id: first.id } } }
  })
  const branch = await add(core, { name: 'Branch', parentId: first.id, taxId: '7701234567' })
  t.equal((await change(core, branch.id, { parentId: null })).status, 409, 'also when a branch leaves')
  for (const [body, field] of [
    [{ name: '' }, '/name'],
    [{ name: 'x', parentId: '01890000-0000-7000-8000-000000000001' }, '/parentId'],
    [{ name: 'x', domains: ['no domain'] }, '/domains/0'],
    [{ name: 'x', phones: [{ number: 'none' }] }, '/phones/0/number'],
    [{ name: 'x', taxId: '<script>' }, '/taxId']
  ] as const) {
    const { status, body: problem } = await core.ask('POST', '/api/v1/accounts', body)
    t.same([status, problem.errors?.[0]?.field], [400, field], JSON.stringify(problem))
  }
  t.equal((await change(core, '01890000-0000-7000-8000-000000000001', { name: 'x' })).status, 404)
})

t.test('the staff is found by the new name of its organisation', async (t) => {
  const core = await startCore(t)
  const account = await add(core, { name: 'Old' })
  await core.ask('POST', '/api/v1/contacts', { displayName: 'Anna', accountId: account.id })
  await change(core, account.id, { name: 'Ново' })
  const { items } = (await core.ask('GET', `/api/v1/contacts?q=${encodeURIComponent('ново')}`)).body
  t.match(items, [{ displayName: 'Anna', account: 'Ново' }])
  t.equal((await core.ask('GET', '/api/v1/contacts?q=old')).body.items.length, 0)
})
