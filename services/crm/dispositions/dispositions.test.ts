import t, { type Test } from 'tap'
import type { Disposition } from '../../../contracts/disposition.ts'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { addUser, eventually, signIn, startCore } from '../harness.test.ts'

const TREE = '/api/v1/dispositions'
const NOBODY = '01890000-0000-7000-8000-00000000000f'

async function startWithCall(t: Test) {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  await core.emit(callEvent('1', 1, { participants: [agent('101')] }))
  const { items } = await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
  const url = `/api/v1/interactions/${items[0].id}`
  return { core, asAnna: await signIn(core, 'anna'), url }
}
const byKey = (items: Disposition[], key: string) => items.find((one) => one.key === key)

t.test('the tree begins with what the hub brings; an administrator adds, moves, renames and withdraws', async (t) => {
  const { core, asAnna } = await startWithCall(t)
  const list = async (): Promise<Disposition[]> => (await asAnna('GET', TREE)).body.items
  t.same(
    (await list()).map(({ key }) => key),
    ['resolved', 'call-back', 'sale', 'complaint', 'wrong-number']
  )
  const sale = byKey(await list(), 'sale') as Disposition
  const added = await core.ask('POST', TREE, {
    key: 'sale-flat',
    name: 'A flat',
    parentId: sale.id,
    channels: ['call']
  })
  t.match(added, { status: 201, body: { parentId: sale.id, active: true, channels: ['call'], direction: null } })
  const { id } = added.body
  t.match((await core.ask('PATCH', `${TREE}/${id}`, { name: 'Flat', parentId: null, place: 2 })).body, {
    ...{ key: 'sale-flat', name: 'Flat', parentId: null, place: 2, channels: ['call'] }
  })
  t.match((await core.ask('PATCH', `${TREE}/${id}`, { active: false })).body, { active: false, place: 2 })
  t.equal((await asAnna('POST', TREE, { key: 'mine', name: 'Mine' })).status, 403)
  t.equal((await asAnna('PATCH', `${TREE}/${id}`, { active: true })).status, 403)
})

t.test('a key that is taken, a parent that is none, and a circle are refused', async (t) => {
  const { core } = await startWithCall(t)
  t.match(await core.ask('POST', TREE, { key: 'sale', name: 'Again' }), {
    status: 409,
    body: { errors: [{ field: '/key' }] }
  })
  const add = async (key: string, parentId: string | null) =>
    (await core.ask('POST', TREE, { key, name: key, parentId })).body.id
  const a = await add('a', null)
  const c = await add('c', await add('b', a))
  for (const parentId of [a, c, NOBODY]) {
    t.match(await core.ask('PATCH', `${TREE}/${a}`, { parentId }), {
      status: 400,
      body: { errors: [{ field: '/parentId' }] }
    })
  }
  t.equal((await core.ask('PATCH', `${TREE}/${NOBODY}`, { place: 1 })).status, 404)
  t.equal((await core.ask('POST', TREE, { key: 'No key!', name: 'x' })).status, 400)
})

t.test('an interaction takes what the tree offers for it, and keeps what it has', async (t) => {
  const { core, asAnna, url } = await startWithCall(t)
  const set = (disposition: string | null) => asAnna('PATCH', url, { disposition })
  t.match(await set('sale'), { status: 200, body: { disposition: 'sale' } })
  t.equal((await set('sold')).status, 200, 'no administrator has set a tree: any word will do')
  const { items } = (await core.ask('GET', TREE)).body
  const patch = (key: string, fields: object) => core.ask('PATCH', `${TREE}/${byKey(items, key)?.id}`, fields)
  await patch('wrong-number', { name: 'Misdialled' })
  t.match(await set('unsold'), {
    status: 400,
    body: { errors: [{ field: '/disposition', message: /resolved, call-back/ }] }
  })
  t.equal((await set('sale')).status, 200)
  await patch('sale', { active: false })
  await patch('resolved', { channels: ['email'] })
  await patch('complaint', { direction: 'outbound' })
  t.equal((await set('sale')).status, 200, 'it has that already')
  t.equal((await set(null)).status, 200)
  for (const key of ['sale', 'resolved', 'complaint']) t.equal((await set(key)).status, 400, key)
  for (const { key } of items as Disposition[]) await patch(key, { active: false })
  t.match(
    await set('whatever it was'),
    { status: 200, body: { disposition: 'whatever it was' } },
    'where no tree is set'
  )
})
