import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import type { Lead } from '../../../contracts/lead.ts'
import { until } from '../../../tests/until.ts'
import { createBlobs, INCOMING_FILES } from '../../kit/blobs.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from './leads.fixture.ts'

const leads = async (core: Core, count: number, query = ''): Promise<Lead[]> =>
  (await eventually(core.ask, `/api/v1/leads${query}`, ({ items }) => items.length === count)).items
const ANNA = { name: 'Анна', phone: '8 916 123-45-67', email: 'Anna@Horns.example' }

t.test('a form of somebody new makes a contact and a lead, once, however often it is told', async (t) => {
  const core = await startCore(t)
  const touch = { first: { utmSource: 'vk' }, last: { utmSource: 'yandex' } }
  const event = formEvent('1', { ...ANNA, text: 'Позвоните', touch })
  await sendForms(core, event, event, { ...event, data: { ...event.data, version: event.data.version + 1 } })
  await sendForms(core, formEvent('end', { phone: '89160000000' }))
  const [, lead] = await leads(core, 2)
  t.match(lead, {
    ...{ state: 'new', name: 'Анна', phone: '+79161234567', email: 'anna@horns.example', text: 'Позвоните' },
    ...{ contact: { displayName: 'Анна' }, source: 'yandex', touch, submissions: 1, spam: [], owner: null }
  })
  const contact = (await core.ask('GET', `/api/v1/contacts/${lead?.contact?.id}`)).body
  t.match(contact, { phones: [{ number: '+79161234567' }], emails: [{ address: 'anna@horns.example' }] })
  const { items } = (await core.ask('GET', '/api/v1/interactions?channel=form')).body
  t.equal(items.length, 2)
  t.match(items[1], { id: lead?.interaction, contact: { id: contact.id }, preview: 'Позвоните' })
  const told = (type: string): number => core.told.filter(({ item }) => item.type === type).length
  await until(() => told('lead') === 2)
  t.equal(told('contact'), 2)
})

t.test('what one person sends again joins the open lead, and begins a new one when that is closed', async (t) => {
  const core = await startCore(t)
  const [first, last] = [{ utmSource: 'vk' }, { utmSource: 'mail' }]
  await sendForms(core, formEvent('1', { ...ANNA, touch: { first: null, last: first } }))
  await sendForms(core, formEvent('2', { email: 'anna@horns.example', text: 'Ещё', touch: { first: null, last } }))
  const [lead] = await eventually(core.ask, '/api/v1/leads', ({ items }) => items[0]?.submissions === 2).then(
    ({ items }) => items
  )
  t.match(lead, { text: 'Ещё', phone: '+79161234567', touch: { first, last }, source: 'vk' })
  const whole = (await core.ask('GET', `/api/v1/leads/${lead.id}`)).body
  t.match(whole.sent, [{ text: 'Ещё', touch: { last } }, { touch: { last: first } }])
  t.equal((await core.ask('PATCH', `/api/v1/leads/${lead.id}`, { state: 'lost', version: 1 })).status, 409)
  t.match((await core.ask('PATCH', `/api/v1/leads/${lead.id}`, { state: 'lost' })).body, { closedAt: /Z$/ })
  await sendForms(core, formEvent('3', ANNA))
  t.equal((await leads(core, 2))[0]?.state, 'new')
})

t.test('who is known by the address is that contact; the new number is only evidence', async (t) => {
  const core = await startCore(t)
  const { id } = (
    await core.ask('POST', '/api/v1/contacts', { displayName: 'A', emails: [{ address: 'anna@horns.example' }] })
  ).body
  await sendForms(core, formEvent('1', { ...ANNA, text: 'или 8 916 000-00-09' }))
  const [lead] = await leads(core, 1)
  t.equal(lead?.contact?.id, id)
  t.equal((await core.ask('GET', `/api/v1/contacts/${id}`)).body.phones.length, 0)
  for (const number of ['%2B79160000009']) {
    const found = (await core.ask('GET', `/api/v1/contacts/lookup?phone=${number}`)).body.items
    t.match(found, [{ contact: { id }, reasons: [{ code: 'mentioned' }] }])
  }
})

t.test('a number that several have makes nobody, and nobody new', async (t) => {
  const core = await startCore(t)
  const phones = [{ number: ANNA.phone }]
  for (const displayName of ['A', 'B']) await core.ask('POST', '/api/v1/contacts', { displayName, phones })
  await sendForms(core, formEvent('1', { phone: ANNA.phone }), formEvent('2', { phone: ANNA.phone, text: 'Ещё' }))
  const { items } = await eventually(core.ask, '/api/v1/leads', (page) => page.items[0]?.submissions === 2)
  t.match(items, [{ contact: null, phone: '+79161234567' }])
  t.equal((await core.ask('GET', '/api/v1/contacts')).body.items.length, 2)
})

t.test('forms of somebody new that two cores take at the same moment make one contact and one lead', async (t) => {
  const core = await startCore(t)
  await startCore(t, { redisUrl: core.redisUrl, databaseUrl: core.databaseUrl })
  const many = Array.from({ length: 20 }, (_, n) => formEvent(`${n}`, { ...ANNA, text: `${n}` }))
  await sendForms(core, ...many)
  const { items } = await eventually(core.ask, '/api/v1/leads', (page) => page.items[0]?.submissions === 20)
  t.equal(items.length, 1)
  t.equal((await core.ask('GET', '/api/v1/contacts')).body.items.length, 1)
})

t.test('the same content ten minutes later begins anew, a moment before the bucket ends it does not', async (t) => {
  const core = await startCore(t)
  const now = Date.now() * 1_000
  const before = 'forms:site:order:1'
  await sendForms(
    core,
    formEvent('1', { ...ANNA, version: now - 300_000_000 }),
    formEvent('2', { ...ANNA, before, version: now })
  )
  await sendForms(core, formEvent('3', { ...ANNA, before, version: now + 400_000_000 }))
  const { items } = await eventually(core.ask, '/api/v1/leads', (page) => page.items[0]?.submissions === 2)
  t.equal(items.length, 1)
})

t.test('spam stands aside: in no list and no history, until a person says that it is none', async (t) => {
  const core = await startCore(t)
  await sendForms(core, formEvent('1', { ...ANNA, spam: ['honeypot'] }))
  const [kept] = await leads(core, 1, '?state=spam')
  t.match(kept, { spam: ['honeypot'], contact: null, interaction: null, name: 'Анна' })
  t.equal((await leads(core, 0)).length, 0)
  t.equal((await core.ask('GET', '/api/v1/interactions')).body.items.length, 0)
  t.equal((await core.ask('GET', '/api/v1/contacts')).body.items.length, 0)
  t.equal(core.told.length, 0)
  const freed = (await core.ask('PATCH', `/api/v1/leads/${kept?.id}`, { state: 'new' })).body
  t.match(freed, { id: kept?.id, state: 'new', spam: [], contact: { displayName: 'Анна' }, sent: [{}] })
  t.match((await core.ask('GET', '/api/v1/interactions')).body.items, [{ id: freed.interaction }])
  const again = (await core.ask('PATCH', `/api/v1/leads/${kept?.id}`, { state: 'spam' })).body
  t.match(again, { state: 'spam', spam: ['person'], interaction: null })
  t.equal((await core.ask('GET', '/api/v1/interactions')).body.items.length, 0)
  await sendForms(core, formEvent('1', { ...ANNA, spam: ['honeypot'] }))
  t.match((await core.ask('PATCH', `/api/v1/leads/${kept?.id}`, { state: 'taken' })).body, {
    state: 'taken',
    takenAt: /Z$/
  })
})

t.test('what people sent along is a file of the interaction, also when its contents are missing', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'perezvon-leads-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))
  const core = await startCore(t, { dataDir })
  const received = await createBlobs(join(dataDir, INCOMING_FILES)).receive(Readable.from([Buffer.from('%PDF-')]), 100)
  await received.keep()
  const file = { field: 'f', name: 'план.pdf', type: 'application/pdf', size: 5 }
  const files = [
    { ...file, sha256: received.sha256 },
    { ...file, sha256: 'b'.repeat(64) }
  ]
  await sendForms(core, formEvent('1', { ...ANNA, files }))
  const [lead] = await leads(core, 1)
  const { items } = (await core.ask('GET', `/api/v1/interactions/${lead?.interaction}/files`)).body
  t.equal(items.length, 2)
  const answers = await Promise.all(items.map(({ url }: { url: string }) => core.ask('GET', url)))
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 404])
})

t.test('leads are found by words, form, source, owner and contact, page by page', async (t) => {
  const core = await startCore(t)
  const form = (await core.ask('POST', '/api/v1/forms', { key: 'order', name: 'Заказ', source: 'site' })).body
  await addUser(core, 'anna', 'agent')
  await sendForms(core, formEvent('1', ANNA))
  await sendForms(core, formEvent('2', { name: 'Борис', phone: '89160000001', text: '100% скидка_', form: 'gone' }))
  await leads(core, 2)
  const anna = await signIn(core, 'anna')
  const found = async (query: string) =>
    (await anna('GET', `/api/v1/leads?${query}`)).body.items.map(({ name }: { name: string }) => name)
  t.strictSame(await found('q=анна'), ['Анна'])
  t.strictSame(await found('q=1234567'), ['Анна'])
  t.strictSame(await found(`q=${encodeURIComponent('100% _')}`), ['Борис'])
  t.strictSame(await found(`form=${form.id}&source=site&state=open`), ['Анна'])
  t.strictSame(await found('owner=me'), [])
  const page = (await anna('GET', '/api/v1/leads?limit=1')).body
  t.equal(page.items[0].name, 'Борис')
  t.match((await anna('PATCH', `/api/v1/leads/${page.items[0].id}`, { state: 'taken' })).body, {
    ...{ state: 'taken', owner: { id: anna.user?.id }, form: { id: null, key: 'gone', name: 'gone' } }
  })
  t.strictSame(await found('owner=me'), ['Борис'])
  t.strictSame(await found(`limit=1&cursor=${page.nextCursor}`), ['Анна'])
})

t.test('where an advertisement is marked by its network alone, the id of the click says whose it was', async (t) => {
  const core = await startCore(t)
  await core.ask('POST', '/api/v1/forms', { key: 'order', name: 'Заказ', source: 'site' })
  const clicks = [
    { gclid: 'a' },
    { wbraid: 'b' },
    { yclid: '7' },
    { vkclid: 'c' },
    { fbclid: 'd' },
    { referrer: 'https://a.example/' }
  ]
  const touches = [...clicks, { yclid: '8', utmSource: 'direct' }]
  await sendForms(
    core,
    ...touches.map((last, n) =>
      formEvent(String(n), { name: String(n), phone: `8916000000${n}`, touch: { first: null, last } })
    )
  )
  const found = await leads(core, touches.length)
  const sources = Object.fromEntries(found.map(({ name, source }) => [name, source]))
  t.same(sources, { 0: 'google', 1: 'google', 2: 'yandex', 3: 'vk', 4: 'facebook', 5: 'site', 6: 'direct' })
  const { items } = (await core.ask('GET', '/api/v1/interactions?channel=form')).body
  t.ok(
    items.every(
      (one: { id: string; attribution: { source: string } }) =>
        one.attribution.source === found.find(({ interaction }) => interaction === one.id)?.source
    )
  )
  const contact = found.find(({ name }) => name === '2')?.contact?.id
  t.match((await core.ask('GET', `/api/v1/contacts/${contact}`)).body, { firstTouch: { source: 'yandex' } })
})
