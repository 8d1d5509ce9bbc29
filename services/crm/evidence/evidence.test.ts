import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'
import { mentionsIn } from './mentions.ts'

const NUMBER = '84951234567'

async function add(core: Core, displayName: string, number?: string, more: object = {}): Promise<string> {
  const phones = number === undefined ? [] : [{ number }]
  const { status, body } = await core.ask('POST', '/api/v1/contacts', { displayName, phones, ...more })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.id
}

interface Found {
  readonly contact: { readonly id: string }
  readonly confidence: number
  readonly reasons: readonly { readonly code: string; readonly text: string; readonly count?: number }[]
}
const look = async (core: Core, query: string): Promise<Found[]> =>
  (await core.ask('GET', `/api/v1/contacts/lookup?${query}`)).body.items
const idsOf = (found: readonly Found[]): string[] => found.map(({ contact }) => contact.id)
const codesOf = (found: Found | undefined): string[] => found?.reasons.map(({ code }) => code) ?? []

async function call(core: Core, id: string, fields: object = {}): Promise<string> {
  await core.emit(callEvent(id, 1, { remote: { raw: NUMBER, name: null }, ...fields }))
  const { items } = await eventually(core.ask, '/api/v1/interactions?limit=200', (page) =>
    page.items.some(({ source }: { source: { ids: string[] } }) => source.ids.includes(id))
  )
  return items.find(({ source }: { source: { ids: string[] } }) => source.ids.includes(id)).id
}
const contactOf = async (core: Core, id: string) => (await core.ask('GET', `/api/v1/interactions/${id}`)).body.contact

t.test('of a number that is shared, "it is her" and "it is not" are remembered with who said so', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const anna = await signIn(core, 'anna')
  const [olga, petr, ivan] = [
    await add(core, 'Olga', NUMBER),
    await add(core, 'Petr', NUMBER),
    await add(core, 'Ivan', NUMBER)
  ]
  const first = await call(core, '1.1')
  t.equal(await contactOf(core, first), null, 'a shared number is nobody')
  const identity = `/api/v1/interactions/${first}/identity`
  t.match((await anna('POST', identity, { contact: petr, verdict: 'is' })).body, { contact: { id: petr } })
  t.equal((await anna('POST', identity, { contact: olga, verdict: 'is-not' })).status, 200)
  t.match((await core.ask('GET', `/api/v1/interactions/${first}`)).body, { contact: { id: petr } }, 'it is still Petr')

  const found = await look(core, `phone=${NUMBER}`)
  t.same(idsOf(found), [petr, ivan, olga])
  t.same(codesOf(found[0]), ['phone-exact', 'shared-number', 'confirmed'])
  t.match(found[0]?.reasons[2], {
    by: { name: 'anna of the test' },
    interaction: first,
    text: /^anna of the test said/
  })
  t.same(codesOf(found[2]), ['phone-exact', 'shared-number', 'denied'])
  t.ok((found[2]?.confidence ?? 1) <= 0.05 && (found[0]?.confidence ?? 0) > 0.9)
  t.equal(await contactOf(core, await call(core, '1.2')), null, 'and the number stays shared')
})

t.test('a call loses the contact that it is not, and the number never gives it again', async (t) => {
  const core = await startCore(t)
  const olga = await add(core, 'Olga', NUMBER)
  const first = await call(core, '1.1')
  t.match(await contactOf(core, first), { id: olga })
  const denied = await core.ask('POST', `/api/v1/interactions/${first}/identity`, { contact: olga, verdict: 'is-not' })
  t.match(denied, { status: 200, body: { contact: null } })
  await core.emit(callEvent('1.1', 2, { remote: { raw: NUMBER, name: null }, state: 'connected' }))
  await eventually(core.ask, `/api/v1/interactions/${first}`, ({ state }) => state === 'connected')
  t.equal(await contactOf(core, first), null, 'nor with the next event of the call')
  t.equal(await contactOf(core, await call(core, '1.2')), null)
  await core.ask('PATCH', `/api/v1/contacts/${olga}`, { note: 'x' })
  t.equal(await contactOf(core, first), null, 'nor when the contact is saved')
  const petr = await add(core, 'Petr', NUMBER)
  t.match(await contactOf(core, await call(core, '1.3')), { id: petr }, 'who is left has the number alone')
  t.match((await look(core, `phone=${NUMBER}`))[0], { contact: { id: petr }, confidence: 0.95 })
  await core.ask('PATCH', `/api/v1/interactions/${first}`, { contact: olga })
  t.same(idsOf(await look(core, `phone=${NUMBER}`)), [olga, petr], 'the newest word holds')
})

t.test('whom an agent chose for a number that nobody has is who calls from it next time', async (t) => {
  const core = await startCore(t)
  const olga = await add(core, 'Olga')
  await core.ask('PATCH', `/api/v1/interactions/${await call(core, '1.1')}`, { contact: olga })
  t.match(await contactOf(core, await call(core, '1.2')), { id: olga })
  t.same(codesOf((await look(core, `phone=${NUMBER}`))[0]), ['confirmed'])
})

t.test('a contact that is made of a call is who calls from its number, as its maker said', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const anna = await signIn(core, 'anna')
  const first = await call(core, '1.1')
  const made = await anna('POST', '/api/v1/contacts', { displayName: 'Olga', interaction: first })
  t.match(await contactOf(core, first), { id: made.body.id })
  const [found] = await look(core, `phone=${NUMBER}`)
  t.same(codesOf(found), ['confirmed'])
  t.match(found?.reasons[0], { by: { name: 'anna of the test' }, interaction: first })
  t.match(await contactOf(core, await call(core, '1.2')), { id: made.body.id }, 'also when it has no number of its own')
  const petr = await add(core, 'Petr', NUMBER)
  t.same(idsOf(await look(core, `phone=${NUMBER}`)), [made.body.id, petr], 'and before others who have it')
})

t.test('a contact is not made of a call that is not there for its maker', async (t) => {
  const core = await startCore(t)
  const [a, boris] = [await addUser(core, 'anna', 'agent'), await addUser(core, 'boris', 'agent')]
  await core.ask('PATCH', `/api/v1/users/${a.id}`, { sees: 'own' })
  await add(core, 'Olga', NUMBER, { ownerId: boris.id })
  const first = await call(core, '1.1')
  const anna = await signIn(core, 'anna')
  t.equal((await anna('POST', '/api/v1/contacts', { displayName: 'Mine', interaction: first })).status, 404)
})

t.test('a number in a note may be theirs, and is never who it is', async (t) => {
  const core = await startCore(t)
  const olga = await add(core, 'Olga', NUMBER)
  const first = await call(core, '1.1')
  const note = 'Просила звонить на 8 (916) 123-45-67 или olga@horns.example, счёт 40702810900000001234'
  await core.ask('PATCH', `/api/v1/interactions/${first}`, { note })
  const found = await look(core, 'phone=%2B79161234567')
  t.same([idsOf(found), codesOf(found[0])], [[olga], ['mentioned']])
  t.match(found[0]?.reasons[0], { interaction: first, text: /^This number, typed in a note of \d+ \w+ \d{4}$/ })
  t.ok((found[0]?.confidence ?? 1) < 0.5)
  t.same(codesOf((await look(core, 'email=Olga@Horns.example'))[0]), ['mentioned'])
  t.equal(await contactOf(core, await call(core, '1.2', { remote: { raw: '+79161234567', name: null } })), null)
  await core.ask('PATCH', `/api/v1/interactions/${first}`, { note: null })
  t.same(await look(core, 'phone=%2B79161234567'), [], 'what was struck out is forgotten')
})

t.test('the pop says who has called this line, and says so once for a contact made of two records', async (t) => {
  const core = await startCore(t)
  const [one, two] = [await add(core, 'One', NUMBER), await add(core, 'Two', NUMBER)]
  const { body } = await core.ask('POST', '/api/v1/contacts/merges', { winner: one, losers: [two] })
  t.match(await contactOf(core, await call(core, '1.1')), { id: one }, 'two records of one contact share nothing')
  await call(core, '1.2')
  const found = await look(core, `phone=${NUMBER}&line=5550100`)
  t.same([idsOf(found), codesOf(found[0])], [[one], ['phone-exact', 'called-line']])
  t.match(found[0]?.reasons[1], { count: 2, text: 'Called this line twice' })
  await call(core, '1.3', { participants: [agent('101')] })
  await until(() => core.told.some(({ pop }) => pop?.candidates[0]?.reasons[1]?.code === 'called-line'))
  await core.ask('POST', `/api/v1/contacts/merges/${body.id}/undo`)
  t.equal((await look(core, `phone=${NUMBER}`)).length, 2, 'until they are two again')
})

t.test('contacts are found by extension, by the id of another system, and by their company', async (t) => {
  const core = await startCore(t)
  const account = (
    await core.ask('POST', '/api/v1/accounts', {
      ...{ name: 'Рога и копыта', phones: [{ number: '+74959876543' }], domains: ['horns.example'] }
    })
  ).body
  const key = { system: 'bitrix24', value: 'C:42' }
  const olga = await add(core, 'Olga', '205', { accountId: account.id, keys: [key] })
  const petr = await add(core, 'Petr', NUMBER, { emails: [{ address: 'petr@hoofs.example' }] })
  t.match(await look(core, 'extension=205'), [{ contact: { id: olga }, reasons: [{ code: 'extension' }] }])
  t.match(await look(core, 'key=bitrix24:C:42'), [
    { contact: { id: olga }, confidence: 1, reasons: [{ code: 'key-exact' }] }
  ])
  t.same(await look(core, 'key=bitrix24:43'), [])
  for (const query of ['phone=%2B74959876543', 'email=new@horns.example']) {
    const reasons = [{ code: 'colleague', text: 'A colleague at Рога и копыта' }]
    t.match(await look(core, query), [{ contact: { id: olga }, reasons }], query)
  }
  t.match(await look(core, 'email=other@hoofs.example'), [{ contact: { id: petr }, reasons: [{ code: 'colleague' }] }])
  t.same(await look(core, 'email=other@gmail.com'), [])
  for (const query of ['key=42', 'extension=x', 'phone=1&email=a@b.example', 'line=1']) {
    t.equal((await core.ask('GET', `/api/v1/contacts/lookup?${query}`)).status, 400, query)
  }
})

t.test('those whose company is written by the same name are colleagues, as those who are linked to it', async (t) => {
  const core = await startCore(t)
  const ivan = await add(core, 'Ivan', NUMBER, { account: 'ООО Рога' })
  const olga = await add(core, 'Olga', undefined, { account: ' ооо рога' })
  await add(core, 'Vera', undefined, { account: 'ООО Копыта' })
  const others = async (): Promise<string[]> => idsOf(await look(core, `phone=${NUMBER}`)).filter((id) => id !== ivan)
  t.same(await others(), [olga])
  t.match((await look(core, `phone=${NUMBER}`))[1]?.reasons, [{ code: 'colleague', text: 'A colleague at ООО Рога' }])
  const phones = [{ number: '+74959876543' }]
  const account = (await core.ask('POST', '/api/v1/accounts', { name: 'ООО Рога', phones })).body
  const petr = await add(core, 'Petr', undefined, { accountId: account.id })
  t.same((await others()).sort(), [olga, petr].sort(), 'also with those of the organisation of that name')
  const found = await look(core, 'phone=%2B74959876543')
  t.same(idsOf(found).sort(), [ivan, olga, petr].sort(), 'and who calls from its number may be any of them')
})

t.test('a verdict on what is not there is refused', async (t) => {
  const core = await startCore(t)
  const nobody = '01890000-0000-7000-8000-000000000001'
  const olga = await add(core, 'Olga')
  const first = await call(core, '1.1')
  const say = (id: string, body: object) => core.ask('POST', `/api/v1/interactions/${id}/identity`, body)
  t.equal((await say(nobody, { contact: olga, verdict: 'is' })).status, 404)
  t.match(await say(first, { contact: nobody, verdict: 'is' }), {
    status: 400,
    body: { errors: [{ field: '/contact' }] }
  })
  t.match(await say(first, { contact: olga, verdict: 'maybe' }), {
    ...{ status: 400, body: { errors: [{ field: '/verdict' }] } }
  })
})

t.test('numbers and addresses are read out of texts, and dates and sums are not', (t) => {
  const text = `Здравствуйте! Мой телефон 8 916 123-45-67, рабочий +7 (495) 123-45-67 доб. 12, почта Anna@Example.com.
    Счёт №4070281090000000123 от 03.11.2026 на 84 951,23 руб., ИНН 7707083893, anna@example.com, a@b, @anna`
  t.same(mentionsIn(text, 'RU'), [
    { kind: 'phone', value: '+79161234567' },
    { kind: 'phone', value: '+74951234567' },
    { kind: 'email', value: 'anna@example.com' }
  ])
  t.same(mentionsIn('', 'RU'), [])
  t.ok(mentionsIn('+7 916 123-45-67 '.repeat(100_000), 'RU').length === 1)
  t.end()
})
