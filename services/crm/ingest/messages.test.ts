import t from 'tap'
import type { MessageEvent } from '../../../contracts/event.ts'
import type { MessageSnapshot } from '../../../contracts/message.ts'
import { until } from '../../../tests/until.ts'
import { addUser, type Core, eventually, startCore } from '../harness.test.ts'

const AT = '2026-01-15T09:00:00.000Z'

/** A letter to the mailbox `sales`, as an adapter of instance `mail1` emits it. */
function letter(id: string, version = 1, fields: Partial<MessageSnapshot> = {}, type = 'email.received'): MessageEvent {
  const subject = `imap:mail1:${id}`
  return {
    ...{ specversion: '1.0', id: `${subject}@${version}`, source: '/imap/mail1', subject, time: AT },
    ...{ type: type as MessageEvent['type'], datacontenttype: 'application/json' },
    data: {
      ...{ version, channel: 'email', direction: 'inbound', startedAt: AT, endedAt: AT, line: 'sales@us.example' },
      remote: { raw: 'Olga@Horns.example', name: 'Olga', kind: 'email' },
      ...{ subject: 'Счёт', text: 'Здравствуйте', agents: [], ids: [id], estimated: [] },
      ...fields
    }
  }
}
const all = async (core: Core, count: number) =>
  (await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === count)).items
const add = async (core: Core, displayName: string, more: object): Promise<string> =>
  (await core.ask('POST', '/api/v1/contacts', { displayName, ...more })).body.id

t.test('a letter comes into the history of whose address it is from, once and in its newest state', async (t) => {
  const core = await startCore(t)
  const olga = await add(core, 'Olga', { emails: [{ address: 'olga@horns.example' }] })
  const newest = letter('1', 2, { subject: 'Счёт 2' })
  await core.emit(newest, letter('1', 1), newest)
  const { items } = await eventually(core.ask, '/api/v1/interactions', (page) => page.items[0]?.subject === 'Счёт 2')
  t.equal(items.length, 1)
  t.match(items, [
    {
      ...{ channel: 'email', direction: 'inbound', state: 'ended', startedAt: AT, line: 'sales@us.example' },
      ...{ contact: { id: olga }, subject: 'Счёт 2', participants: [] },
      remote: { address: 'olga@horns.example', raw: 'Olga@Horns.example', name: 'Olga' },
      source: { system: 'imap', instance: 'mail1', ids: ['1'] }
    }
  ])
  t.equal((await core.ask('GET', '/api/v1/interactions?channel=email')).body.items.length, 1)
  t.equal((await core.ask('GET', `/api/v1/interactions?contact=${olga}`)).body.items.length, 1)
})

t.test('an address that several have is nobody, and one that it is not stays away', async (t) => {
  const core = await startCore(t)
  const emails = { emails: [{ address: 'olga@horns.example' }] }
  const [olga, petr] = [await add(core, 'Olga', emails), await add(core, 'Petr', emails)]
  await core.emit(letter('1'))
  const [first] = await all(core, 1)
  t.equal(first.contact, null)
  await core.ask('POST', `/api/v1/interactions/${first.id}/identity`, { contact: petr, verdict: 'is-not' })
  await core.emit(letter('2'))
  t.match((await all(core, 2)).find(({ id }: { id: string }) => id !== first.id).contact, { id: olga })
  const found = (await core.ask('GET', '/api/v1/contacts/lookup?email=olga@horns.example')).body.items
  t.match(found, [
    { contact: { id: olga }, reasons: [{ code: 'email-exact' }] },
    { contact: { id: petr }, confidence: 0.05 }
  ])
})

t.test('a number typed in a letter may be theirs, and is never who calls from it', async (t) => {
  const core = await startCore(t)
  const olga = await add(core, 'Olga', { emails: [{ address: 'olga@horns.example' }] })
  await core.emit(letter('1', 1, { text: 'Звоните: 8 (916) 123-45-67. olga@horns.example' }))
  await all(core, 1)
  const found = (await core.ask('GET', '/api/v1/contacts/lookup?phone=%2B79161234567')).body.items
  const text = 'This number, typed in a letter of 15 January 2026'
  t.match(found, [{ contact: { id: olga }, confidence: 0.4, reasons: [{ code: 'mentioned', at: AT, text }] }])
  await core.emit(
    letter('2', 1, { channel: 'form', remote: { raw: '8 916 123-45-67', name: null, kind: 'phone' } }, 'form.submitted')
  )
  const items = await all(core, 2)
  t.match(
    items.find(({ channel }: { channel: string }) => channel === 'form'),
    {
      ...{ contact: null, remote: { address: '+79161234567' } }
    }
  )
  await core.emit(letter('1', 2, { text: 'Не звоните' }))
  await eventually(core.ask, '/api/v1/contacts/lookup?phone=%2B79161234567', (page) => page.items.length === 0)
})

t.test('who sent it is a participant; a chat goes on until it ends; a messenger finds its contact', async (t) => {
  const core = await startCore(t)
  const anna = await addUser(core, 'anna', 'agent', ['101'])
  const olga = await add(core, 'Olga', { messengers: [{ kind: 'imap', address: '@Olga' }] })
  const chat = { channel: 'chat', remote: { raw: '@olga', name: null, kind: 'other' }, subject: null } as const
  await core.emit(letter('1', 1, { ...chat, endedAt: null }, 'chat.received'))
  t.match(await all(core, 1), [{ channel: 'chat', state: 'connected', contact: { id: olga }, subject: null }])
  const agents = [{ address: 'Anna', name: 'Anna' }]
  await core.emit(letter('1', 2, { ...chat, agents, direction: 'outbound' }, 'chat.sent'))
  const page = await eventually(core.ask, `/api/v1/interactions?user=${anna.id}`, ({ items }) => items.length === 1)
  t.match(page.items, [
    { state: 'ended', version: 2, participants: [{ via: 'message', user: { id: anna.id }, outcome: 'answered' }] }
  ])
})

t.test('a letter that is no message becomes a dead letter, and the rest goes on', async (t) => {
  const core = await startCore(t)
  const odd = { raw: '<script>alert(1)</script>\0', name: 'a\0b', kind: 'phone' } as const
  await core.emit(
    { ...letter('1'), data: { ...letter('1').data, channel: 'pigeon' } },
    letter('2', 1, { text: 'x'.repeat(1_000_001) }),
    letter('3', 1, { remote: odd, text: 'a\0\ud800b' })
  )
  t.match(await all(core, 1), [{ remote: { address: null, raw: '<script>alert(1)</script>', name: 'ab' } }])
  await eventually(core.ask, '/api/v1/health', ({ bus }) => bus.deadLetters === 2)
})

t.test('past letters become those of a contact who is made, or changed, to have their address', async (t) => {
  const core = await startCore(t)
  const recently = { startedAt: new Date().toISOString(), endedAt: new Date().toISOString() }
  await core.emit(letter('1', 1, recently), letter('2', 1, recently))
  const other = { remote: { raw: 'petr@horns.example', name: null, kind: 'email' as const } }
  await core.emit(letter('3', 1, { ...recently, ...other }))
  const letters = await all(core, 3)
  t.ok(letters.every(({ contact }: { contact: unknown }) => contact === null))
  const of = async (id: string): Promise<number> =>
    (await core.ask('GET', `/api/v1/interactions?contact=${id}`)).body.items.length
  const olga = await add(core, 'Olga', { emails: [{ address: 'OLGA@horns.example' }] })
  t.equal(await of(olga), 2)
  const [found] = (await core.ask('GET', '/api/v1/contacts/lookup?email=Olga@horns.example')).body.items
  t.match(found, { contact: { id: olga }, reasons: [{ code: 'email-exact' }] })
  const petr = await add(core, 'Petr', {})
  t.equal(await of(petr), 0)
  await core.ask('PATCH', `/api/v1/contacts/${petr}`, { emails: [{ address: 'petr@horns.example' }] })
  t.equal(await of(petr), 1)
  await until(() => core.told.some(({ item }) => item.type === 'interaction' && item.data.contact?.id === petr))
})

t.test('letters from an address that several have stay nobody’s', async (t) => {
  const core = await startCore(t)
  const emails = { emails: [{ address: 'olga@horns.example' }] }
  const recently = { startedAt: new Date().toISOString(), endedAt: new Date().toISOString() }
  await add(core, 'Olga', emails)
  const petr = await add(core, 'Petr', emails)
  await core.emit(letter('1', 1, recently))
  t.equal((await all(core, 1))[0].contact, null)
  await core.ask('PATCH', `/api/v1/contacts/${petr}`, { note: 'x' })
  t.equal((await all(core, 1))[0].contact, null)
})
