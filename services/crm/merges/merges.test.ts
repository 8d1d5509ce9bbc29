import pg from 'pg'
import t from 'tap'
import { callEvent } from '../../../tests/call-events.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'

async function add(core: Core, displayName: string, number: string, more: object = {}): Promise<string> {
  const { status, body } = await core.ask('POST', '/api/v1/contacts', { displayName, phones: [{ number }], ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.id
}
const MERGES = '/api/v1/contacts/merges'
const read = async (core: Core, id: string) => (await core.ask('GET', `/api/v1/contacts/${id}`)).body
const numbersOf = (contact: { phones: { number: string }[] }) => contact.phones.map(({ number }) => number).sort()

t.test('a preview says field by field what would come of it, and changes nothing', async (t) => {
  const core = await startCore(t)
  const winner = await add(core, 'Анна', '84951234567', { account: 'Рога' })
  const loser = await add(core, 'Анна Петрова', '84951234568', { note: 'звонить утром' })
  const { status, body } = await core.ask('POST', MERGES, {
    ...{ winner, losers: [loser], preview: true, fields: { displayName: loser } }
  })
  t.equal(status, 200)
  t.same(body.fields, [
    {
      ...{ field: 'displayName', chosen: loser },
      values: [
        { contact: winner, value: 'Анна' },
        { contact: loser, value: 'Анна Петрова' }
      ]
    },
    {
      ...{ field: 'account', chosen: winner },
      values: [
        { contact: winner, value: { name: 'Рога', id: null } },
        { contact: loser, value: null }
      ]
    },
    {
      ...{ field: 'note', chosen: loser },
      values: [
        { contact: winner, value: null },
        { contact: loser, value: 'звонить утром' }
      ]
    }
  ])
  t.same(body.conflicts, [])
  t.match(body.result, { id: winner, displayName: 'Анна Петрова', account: 'Рога', note: 'звонить утром' })
  t.same(numbersOf(body.result), ['+74951234567', '+74951234568'])
  t.match(await read(core, winner), { displayName: 'Анна', version: 1 })
  t.same((await core.ask('GET', MERGES)).body.items, [])
})

t.test('a merge is one contact with all that both had, is audited, and is undone', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const anna = await signIn(core, 'anna')
  const winner = await add(core, 'First', '84951234567')
  const loser = await add(core, 'Second', '84951234568')
  await core.emit(callEvent('1.1', 1, { remote: { raw: '84951234568', name: null } }))
  await eventually(core.ask, `/api/v1/interactions?contact=${loser}`, ({ items }) => items.length === 1)

  const done = await anna('POST', MERGES, { winner, losers: [loser], fields: { displayName: loser } })
  t.equal(done.status, 201)
  const who = { id: anna.user?.id, name: 'anna of the test' }
  t.match(done.body, { winner, losers: [loser], by: who, undoneAt: null, fields: { displayName: loser } })
  t.match(done.body.contact, { id: winner, displayName: 'Second' })
  const live = (await core.ask('GET', '/api/v1/interactions')).body.items
  t.match(live, [{ contact: { id: winner, displayName: 'Second' } }], 'the call shows the contact it belongs to now')
  const told = (await core.ask('GET', '/api/v1/events')).body.items.slice(-3)
  t.match(told, [
    { type: 'contact', data: { id: winner } },
    { type: 'contact', data: { id: loser, mergedInto: winner } },
    { type: 'interaction', data: { contact: { id: winner } } }
  ])

  const undone = await anna('POST', `${MERGES}/${done.body.id}/undo`)
  t.match(undone, { status: 200, body: { id: done.body.id, undoneBy: who, contact: { displayName: 'First' } } })
  t.match(await read(core, loser), { id: loser, displayName: 'Second', phones: [{ number: '+74951234568' }] })
  t.match((await core.ask('GET', '/api/v1/interactions')).body.items, [{ contact: { id: loser } }])
  t.equal((await anna('POST', `${MERGES}/${done.body.id}/undo`)).status, 409, 'not twice')
  for (const id of [winner, loser]) {
    t.match((await core.ask('GET', `${MERGES}?contact=${id}`)).body.items, [{ id: done.body.id }])
  }
  t.same((await core.ask('GET', `${MERGES}?contact=${await add(core, 'Third', '101')}`)).body.items, [])
})

t.test('a merge is undone after a second one, in either order, and what was added stays', async (t) => {
  const core = await startCore(t)
  const [a, b, c] = [
    await add(core, 'A', '84951234501'),
    await add(core, 'B', '84951234502'),
    await add(core, 'C', '101')
  ]
  const merge = async (winner: string, loser: string) =>
    (await core.ask('POST', MERGES, { winner, losers: [loser], fields: { displayName: loser } })).body.id
  const first = await merge(a, b)
  const second = await merge(c, a)
  t.match(await read(core, c), { displayName: 'B' })
  t.equal((await core.ask('POST', `${MERGES}/${first}/undo`)).body.contact.id, c, 'the contact it belongs to now')
  t.match(await read(core, c), { displayName: 'A' }, 'B has taken its name back')
  t.same(numbersOf(await read(core, c)), ['+74951234501', '101'])
  await core.ask('PATCH', `/api/v1/contacts/${c}`, { displayName: 'Renamed' })
  t.equal((await core.ask('POST', `${MERGES}/${second}/undo`)).status, 200)
  t.match(await read(core, c), { displayName: 'Renamed' }, 'what a person has written meanwhile stays')
  t.match(await read(core, a), { displayName: 'A' })
  t.match(await read(core, b), { displayName: 'B' })
})

t.test('contacts with different ids in one system are merged only if a person says so', async (t) => {
  const core = await startCore(t)
  const [a, b] = [await add(core, 'A', '101'), await add(core, 'B', '102')]
  const db = new pg.Client(core.databaseUrl)
  await db.connect()
  t.teardown(() => db.end())
  await db.query("insert into contact_key values ('bitrix24', '5', $1), ('bitrix24', '7', $2), ('1c', 'x', $1)", [a, b])
  const refused = await core.ask('POST', MERGES, { winner: a, losers: [b] })
  t.match(refused, { status: 409, body: { type: 'urn:perezvon:problem:conflict' } })
  const conflicts = [
    {
      system: 'bitrix24',
      values: [
        { contact: a, value: '5' },
        { contact: b, value: '7' }
      ]
    }
  ]
  t.same(refused.body.conflicts, conflicts)
  t.same((await core.ask('POST', MERGES, { winner: a, losers: [b], preview: true })).body.conflicts, conflicts)
  t.equal((await core.ask('POST', MERGES, { winner: a, losers: [b], despiteConflicts: true })).status, 201)
})

t.test('a merge that cannot be is refused, and says why', async (t) => {
  const core = await startCore(t)
  const [a, b, c] = [await add(core, 'A', '101'), await add(core, 'B', '102'), await add(core, 'C', '103')]
  const nobody = '01890000-0000-7000-8000-000000000001'
  for (const [body, status, field] of [
    [{ winner: a, losers: [a] }, 400, '/losers/0'],
    [{ winner: a, losers: [b, nobody] }, 400, '/losers/1'],
    [{ winner: nobody, losers: [b] }, 400, '/winner'],
    [{ winner: a, losers: [] }, 400, '/losers'],
    [{ winner: a, losers: [b, b] }, 400, '/losers'],
    [{ winner: a, losers: [b], fields: { phones: b } }, 400, '/fields/phones'],
    [{ winner: a, losers: [b], fields: { displayName: c } }, 400, '/fields/displayName'],
    [{ winner: a, losers: ['b'] }, 400, '/losers/0']
  ] as const) {
    t.match(await core.ask('POST', MERGES, body), { status, body: { errors: [{ field }] } }, JSON.stringify(body))
  }
  t.equal((await core.ask('POST', `${MERGES}/${nobody}/undo`)).status, 404)
  t.equal((await core.ask('POST', MERGES, { winner: a, losers: [b] })).status, 201)
  const cyclic = await core.ask('POST', MERGES, { winner: b, losers: [a] })
  t.match(cyclic, { status: 409, body: { detail: /\/winner was merged into A already/ } })
  const again = await core.ask('POST', MERGES, { winner: c, losers: [b] })
  t.match(again, { status: 409, body: { errors: [{ field: '/losers/0' }] } })
  t.equal((await core.ask('GET', MERGES)).body.items.length, 1, 'nothing is half done')
})

t.test('of merges at once each is done or clearly refused', async (t) => {
  const core = await startCore(t)
  const ids = [await add(core, 'A', '101'), await add(core, 'B', '102'), await add(core, 'C', '103')]
  const pairs = ids.flatMap((winner) => ids.filter((id) => id !== winner).map((loser) => ({ winner, losers: [loser] })))
  const answers = await Promise.all(pairs.map((body) => core.ask('POST', MERGES, body)))
  t.equal(answers.filter(({ status }) => status === 201).length, 2, 'three contacts become one by two merges')
  for (const { status, body } of answers) t.ok(status === 201 || (status === 409 && /already/.test(body.detail)), body)
  const merges = answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : []))
  const undone = await Promise.all([...merges, ...merges].map((id) => core.ask('POST', `${MERGES}/${id}/undo`)))
  t.same(undone.map(({ status }) => status).sort(), [200, 200, 409, 409])
  for (const id of ids) t.equal((await read(core, id)).phones.length, 1)
})

t.test('the audit is paged', async (t) => {
  const core = await startCore(t)
  const [a, b] = [await add(core, 'A', '101'), await add(core, 'B', '102')]
  for (let n = 0; n < 3; n++) {
    const { body } = await core.ask('POST', MERGES, { winner: a, losers: [b] })
    await core.ask('POST', `${MERGES}/${body.id}/undo`)
  }
  const first = (await core.ask('GET', `${MERGES}?limit=2`)).body
  const second = (await core.ask('GET', `${MERGES}?limit=2&cursor=${first.nextCursor}`)).body
  const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id)
  t.equal(new Set(ids).size, 3)
  t.equal(second.nextCursor, null)
  t.equal((await core.ask('GET', `${MERGES}?cursor=yesterday`)).status, 400)
})
