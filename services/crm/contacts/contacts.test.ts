import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { type Core, eventually, startCore } from '../harness.test.ts'

async function addContact(core: Core, displayName: string, ...numbers: string[]) {
  const phones = numbers.map((number) => ({ number }))
  const { status, body } = await core.ask('POST', '/api/v1/contacts', { displayName, phones })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

const talked = (id: string, raw: string, minute: string) =>
  callEvent(id, 1, {
    ...{ state: 'ended', outcome: 'answered', remote: { raw, name: null } },
    ...{ startedAt: `2026-01-15T09:${minute}:00.000Z`, endedAt: `2026-01-15T09:${minute}:30.000Z` }
  })

t.test('a contact is found by its number, however that is written, and by its address', async (t) => {
  const core = await startCore(t)
  const made = await core.ask('POST', '/api/v1/contacts', {
    ...{ displayName: 'Ivan', phones: [{ number: '8 (495) 123-45-67', label: 'work' }, { number: '101' }] },
    ...{ emails: [{ address: 'Ivan@Example.com' }], account: 'Horns', note: 'calls late' }
  })
  t.match(made.body, {
    phones: [
      { number: '+74951234567', raw: '8 (495) 123-45-67', label: 'work' },
      { number: '101', raw: '101', label: null }
    ],
    ...{ emails: [{ address: 'Ivan@Example.com', label: null }], account: 'Horns', note: 'calls late', version: 1 }
  })
  for (const query of ['phone=%2B74951234567', 'phone=+74951234567', 'phone=84951234567', 'phone=101']) {
    const { items } = (await core.ask('GET', `/api/v1/contacts/lookup?${query}`)).body
    t.match(items, [{ contact: made.body, confidence: 0.95, reasons: [{ code: 'phone-exact' }] }], query)
  }
  const byMail = (await core.ask('GET', '/api/v1/contacts/lookup?email=ivan@example.COM')).body.items
  t.match(byMail, [{ contact: { id: made.body.id }, reasons: [{ code: 'email-exact' }] }])
  t.same((await core.ask('GET', '/api/v1/contacts/lookup?phone=anonymous')).body.items, [])
  t.equal((await core.ask('GET', '/api/v1/contacts/lookup')).status, 400)
})

t.test('of those who share a number, the one we spoke with comes first, and it says why', async (t) => {
  const core = await startCore(t)
  const first = await addContact(core, 'First', '84951234567')
  await core.emit(talked('1.1', '84951234567', '10'))
  await eventually(core.ask, `/api/v1/contacts/${first.id}/timeline`, ({ items }) => items.length === 1)
  const second = await addContact(core, 'Second', '+74951234567')
  const { items } = (await core.ask('GET', '/api/v1/contacts/lookup?phone=84951234567')).body
  t.same(
    items.map(({ contact, reasons }: { contact: { id: string }; reasons: { code: string }[] }) => [
      contact.id,
      reasons.map(({ code }) => code)
    ]),
    [
      [first.id, ['phone-exact', 'shared-number', 'spoke-before']],
      [second.id, ['phone-exact', 'shared-number']]
    ]
  )
  t.ok(items[0].confidence > items[1].confidence)
})

t.test('the unknown caller on the line becomes a contact, and the pop and the last calls follow', async (t) => {
  const core = await startCore(t)
  await core.emit(talked('1.1', '+79161234567', '10'))
  await until(() => core.told.length === 1)
  await core.emit(callEvent('1.2', 1, { remote: { raw: '89161234567', name: null }, participants: [agent('101')] }))
  const { items } = await eventually(core.ask, '/api/v1/interactions?state=live', (page) => page.items.length === 1)
  t.equal(items[0].contact, null)
  await until(() => core.told.length === 2)
  t.match(core.told.at(-1)?.pop, { candidates: [], recent: [{ state: 'ended' }] }, 'the last call of the number')

  const made = await core.ask('POST', '/api/v1/contacts', {
    ...{ displayName: 'Olga', phones: [{ number: '8 916 123-45-67' }], interaction: items[0].id }
  })
  t.equal(made.status, 201)
  const live = (await core.ask('GET', `/api/v1/interactions/${items[0].id}`)).body
  t.match(live.contact, { id: made.body.id, displayName: 'Olga' })
  await until(() => core.told.some(({ pop }) => pop?.candidates[0]?.contact.displayName === 'Olga'))

  const { body } = await core.ask('GET', '/api/v1/live')
  t.match(body.items, [
    { interaction: { id: items[0].id }, pop: { candidates: [{ contact: { displayName: 'Olga' } }] } }
  ])
})

t.test('the pop tells how often they called this line before: the call that rings is none of these', async (t) => {
  const core = await startCore(t)
  await addContact(core, 'Ivan', '84951234567')
  const rings = (id: string) =>
    callEvent(id, 1, { line: '5550100', remote: { raw: '84951234567', name: null }, participants: [agent('101')] })
  const counted = (place: number) =>
    core.told[place]?.pop?.candidates[0]?.reasons.filter(({ code }) => code === 'called-line').map(({ count }) => count)
  await core.emit(rings('1.1'))
  await until(() => core.told.length === 2)
  t.same(counted(1), [])
  await core.emit(rings('1.2'))
  await until(() => core.told.length === 3)
  t.same(counted(2), [1])
})

t.test('a new number gives a contact the live calls that nobody had, not those that a person decided', async (t) => {
  const core = await startCore(t)
  await core.emit(callEvent('1.1', 1), callEvent('1.2', 1))
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items.length === 2)
  const wrong = await core.ask('PATCH', `/api/v1/interactions/${items[0].id}`, { contact: null })
  t.equal(wrong.status, 200)
  const contact = await addContact(core, 'Ivan')
  const patch = { phones: [{ number: '84951234567' }] }
  t.match((await core.ask('PATCH', `/api/v1/contacts/${contact.id}`, patch)).body, { version: 2 })
  t.equal((await core.ask('GET', `/api/v1/interactions/${items[0].id}`)).body.contact, null)
  t.equal((await core.ask('GET', `/api/v1/interactions/${items[1].id}`)).body.contact.id, contact.id)
  await core.ask('PATCH', `/api/v1/contacts/${contact.id}`, { displayName: 'Ivan the Great' })
  const events = (await core.ask('GET', '/api/v1/events')).body.items
  t.match(events.at(-1).data, { id: items[1].id, contact: { displayName: 'Ivan the Great' } }, 'a new name is told')
})

t.test('contacts are listed newest first, in pages, and searched by words, numbers and addresses', async (t) => {
  const core = await startCore(t)
  for (const name of ['Анна Каренина', 'Алексей Вронский', 'Константин Левин', '100% шерсть'])
    await addContact(core, name)
  await addContact(core, 'Стива', '8 495 123-45-67')
  const first = (await core.ask('GET', '/api/v1/contacts?limit=3')).body
  const second = (await core.ask('GET', `/api/v1/contacts?limit=3&cursor=${first.nextCursor}`)).body
  const names = [...first.items, ...second.items].map((c: { displayName: string }) => c.displayName)
  t.same(names, ['Стива', '100% шерсть', 'Константин Левин', 'Алексей Вронский', 'Анна Каренина'])
  t.equal(second.nextCursor, null)
  const find = async (q: string) =>
    (await core.ask('GET', `/api/v1/contacts?q=${encodeURIComponent(q)}`)).body.items.map(
      (c: { displayName: string }) => c.displayName
    )
  t.same(await find('карен анна'), ['Анна Каренина'])
  for (const part of ['8495123', '+7495123', '8 (495) 12', '34567']) t.same(await find(part), ['Стива'], part)
  t.same(await find('84951234567'), ['Стива'])
  t.same(await find('100%'), ['100% шерсть'])
  t.same(await find("'; drop table contact; --"), [])
  const all = (await core.ask('GET', `/api/v1/search?q=${encodeURIComponent('Стива')}`)).body
  t.match(all, { contacts: [{ contact: { displayName: 'Стива' } }], interactions: [], corrected: null })
})
