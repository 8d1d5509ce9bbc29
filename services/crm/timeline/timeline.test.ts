import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'

const at = (minute: number): string => `2026-01-15T09:${String(minute).padStart(2, '0')}:00.000Z`

async function addContact(core: Core, displayName: string, number: string, more = {}): Promise<string> {
  const { status, body } = await core.ask('POST', '/api/v1/contacts', { displayName, phones: [{ number }], ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.id
}

async function call(core: Core, count: number, raw: string, from = 0, extension = '101'): Promise<void> {
  const before = (await core.ask('GET', '/api/v1/interactions?limit=200')).body.items.length
  for (let n = from; n < from + count; n++) {
    await core.emit(
      callEvent(`1.${n}`, 1, {
        ...{ startedAt: at(n), endedAt: at(59), state: 'ended', outcome: 'missed' },
        ...{ remote: { raw, name: null }, participants: [agent(extension)] }
      })
    )
  }
  await eventually(core.ask, '/api/v1/interactions?limit=200', ({ items }) => items.length === before + count)
}

async function read(core: Core, id: string, query = ''): Promise<{ kind: string; at: string; id: string }[]> {
  const seen = []
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { status, body } = await core.ask('GET', `/api/v1/contacts/${id}/timeline?limit=3${query}${more}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    seen.push(...body.items)
    cursor = body.nextCursor
  }
  return seen
}

t.test('a timeline has all records of a contact, newest first, in pages, also by the id of a merged one', async (t) => {
  const core = await startCore(t)
  const one = await addContact(core, 'Анна', '+74951234567')
  const other = await addContact(core, 'Аня', '+74957654321')
  await call(core, 5, '84951234567', 0)
  await call(core, 5, '84957654321', 5)
  t.equal((await read(core, one, '&kind=call')).length, 5)
  const merge = await core.ask('POST', '/api/v1/contacts/merges', { winner: one, losers: [other] })
  for (const id of [one, other]) {
    const items = await read(core, id, '&kind=call')
    t.same(
      items.map((item) => item.at),
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(at)
    )
    t.match(items[0], { kind: 'call', contact: { id: one } })
  }
  t.equal((await core.ask('GET', `/api/v1/interactions?contact=${one}`)).body.items.length, 10)
  t.equal((await core.ask('GET', `/api/v1/interactions?contact=${other}&outcome=missed`)).body.items.length, 10)
  await core.ask('POST', `/api/v1/contacts/merges/${merge.body.id}/undo`)
  t.equal((await read(core, one, '&kind=call')).length, 5)
})

t.test('tasks and merges stand in the timeline among the interactions, in pages', async (t) => {
  const core = await startCore(t)
  const one = await addContact(core, 'Анна', '+74951234567')
  const other = await addContact(core, 'Аня', '+74957654321')
  await call(core, 3, '84951234567')
  for (const title of ['first', 'second', 'third']) {
    const task = { kind: 'task', title, contact: other, dueAt: '2027-01-15T09:00:00.000Z' }
    t.equal((await core.ask('POST', '/api/v1/tasks', task)).status, 201)
  }
  t.equal((await read(core, one)).length, 3)
  const merge = await core.ask('POST', '/api/v1/contacts/merges', { winner: one, losers: [other] })
  t.same(
    (await read(core, one)).map((item) => item.kind),
    ['merge', 'task', 'task', 'task', 'call', 'call', 'call']
  )
  t.match(await read(core, other, '&kind=task,merge'), [
    { merge: { id: merge.body.id, winner: one, undoneAt: null } },
    { task: { title: 'third', contact: { id: one } } },
    { task: { title: 'second' } },
    { task: { title: 'first' } }
  ])
  await core.ask('POST', `/api/v1/contacts/merges/${merge.body.id}/undo`)
  t.same(
    (await read(core, one)).map((item) => item.kind),
    ['merge', 'call', 'call', 'call']
  )
})

t.test('a timeline is filtered by kinds, and what is no kind is told', async (t) => {
  const core = await startCore(t)
  const id = await addContact(core, 'Анна', '+74951234567')
  await call(core, 2, '84951234567')
  t.equal((await read(core, id, '&kind=call,email')).length, 2)
  t.equal((await read(core, id, '&kind=email,chat')).length, 0)
  for (const kind of ['fax', 'call,', '', 'call,,email']) {
    t.match(await core.ask('GET', `/api/v1/contacts/${id}/timeline?kind=${kind}`), {
      ...{ status: 400, body: { errors: [{ field: 'querystring:/kind' }] } }
    })
  }
  const nobody = '01890000-0000-7000-8000-000000000001'
  t.equal((await core.ask('GET', `/api/v1/contacts/${nobody}/timeline`)).status, 404)
  t.match(await core.ask('GET', `/api/v1/contacts/${id}/timeline?cursor=yesterday`), {
    ...{ status: 400, body: { type: 'urn:perezvon:problem:bad-cursor' } }
  })
})

t.test('mine, my team, and unanswered are filters', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const boris = await addUser(core, 'boris', 'agent', ['102'])
  const [anna, asBoris] = [await signIn(core, 'anna'), await signIn(core, 'boris')]
  const team = await core.ask('POST', '/api/v1/teams', { name: 'Sales', members: [anna.user?.id, boris.id] })
  await call(core, 3, '84951234567', 0, '101')
  await call(core, 2, '84957654321', 3, '102')
  await call(core, 1, '84957654321', 5, '103')
  const count = async (ask: Core['ask'], query: string) =>
    (await ask('GET', `/api/v1/interactions?${query}`)).body.items.length
  t.equal(await count(anna, 'user=me'), 3)
  t.equal(await count(asBoris, 'user=me&outcome=missed'), 2)
  t.equal(await count(anna, 'team=mine'), 5)
  t.equal(await count(anna, 'team=mine&limit=4'), 4)
  t.equal(await count(anna, `team=${team.body.id}&user=me`), 3)
  t.equal(await count(anna, 'unanswered=true'), 6)
  t.equal(await count(anna, 'unanswered=false'), 0)
  t.match(await core.ask('GET', '/api/v1/interactions?user=me'), {
    ...{ status: 400, body: { errors: [{ field: 'querystring:/user' }] } }
  })
})
