import t, { type Test } from 'tap'
import { agent, callEvent } from '../../tests/call-events.ts'
import { type Ask, addUser, eventually, signIn, startCore } from './harness.test.ts'

/** Anna and Boris are a team, Vera is not; each owns a customer, the team one, and one is nobody's. */
async function company(t: Test) {
  const core = await startCore(t)
  const users = [
    await addUser(core, 'anna', 'agent', ['101']),
    await addUser(core, 'boris', 'agent', ['102']),
    await addUser(core, 'vera', 'agent', ['103'])
  ] as const
  const [anna, boris, vera] = users
  const team = (await core.ask('POST', '/api/v1/teams', { name: 'Sales', members: [anna.id, boris.id] })).body.id
  const add = async (displayName: string, number: string, more: object): Promise<string> => {
    const { body, status } = await core.ask('POST', '/api/v1/contacts', { displayName, phones: [{ number }], ...more })
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body.id
  }
  const customers = {
    'of Anna': await add('Customer of Anna', '+74951230001', { ownerId: anna.id }),
    'of Boris': await add('Customer of Boris', '+74951230002', { ownerId: boris.id }),
    'of the team': await add('Customer of the team', '+74951230003', { teamId: team }),
    'of Vera': await add('Customer of Vera', '+74951230004', { ownerId: vera.id }),
    'of nobody': await add('Customer of nobody', '+74951230005', {})
  }
  for (let n = 1; n <= 5; n++) {
    const remote = { raw: `8495123000${n}`, name: null }
    await core.emit(callEvent(`1.${n}`, 1, { state: 'ended', outcome: 'missed', remote, participants: [agent('109')] }))
  }
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 5)
  const see = (sees: string) => core.ask('PATCH', `/api/v1/users/${anna.id}`, { sees })
  return { core, customers, see, asAnna: await signIn(core, 'anna') }
}

const NAME = /Customer (.*)/
async function seenBy(
  ask: Ask
): Promise<{ contacts: string[]; interactions: string[]; found: string[]; talks: string[] }> {
  const short = (name: string): string => NAME.exec(name)?.[1] ?? name
  const get = async (url: string) => (await ask('GET', `/api/v1/${url}`)).body
  const found = await get('search?q=customer')
  const numbers = await get('search?q=8495123')
  return {
    contacts: (await get('contacts')).items.map((c: { displayName: string }) => short(c.displayName)).sort(),
    interactions: (await get('interactions')).items
      .map((i: { contact: { displayName: string } }) => short(i.contact.displayName))
      .sort(),
    found: found.contacts.map(({ contact }: { contact: { displayName: string } }) => short(contact.displayName)).sort(),
    talks: numbers.interactions
      .map(({ interaction }: { interaction: { contact: { displayName: string } } }) =>
        short(interaction.contact.displayName)
      )
      .sort()
  }
}

for (const [sees, names] of [
  ['all', ['of Anna', 'of Boris', 'of Vera', 'of nobody', 'of the team']],
  ['team', ['of Anna', 'of Boris', 'of nobody', 'of the team']],
  ['own', ['of Anna', 'of nobody']]
] as const) {
  t.test(`who sees ${sees} sees the customers ${names.join(', ')}, and theirs alone`, async (t) => {
    const { core, customers, see, asAnna } = await company(t)
    t.equal((await see(sees)).body.sees, sees)
    const seen = await seenBy(asAnna)
    t.same(seen, { contacts: names, interactions: names, found: names, talks: names })
    for (const [name, id] of Object.entries(customers)) {
      const status = (names as readonly string[]).includes(name) ? 200 : 404
      const [{ id: call }] = (await core.ask('GET', `/api/v1/interactions?contact=${id}`)).body.items
      for (const url of [`contacts/${id}`, `contacts/${id}/timeline`, `interactions/${call}`]) {
        t.equal((await asAnna('GET', `/api/v1/${url}`)).status, status, `${name} ${url}`)
      }
      t.equal((await asAnna('PATCH', `/api/v1/interactions/${call}`, { note: 'x' })).status, status)
      t.equal((await asAnna('PATCH', `/api/v1/contacts/${id}`, { note: 'x' })).status, status)
    }
    t.equal((await seenBy(core.ask)).contacts.length, 5, 'a key sees all')
  })
}

t.test('who took part sees the customer, and of the talks the own', async (t) => {
  const { core, customers, see, asAnna } = await company(t)
  await see('own')
  const remote = { raw: '84951230004', name: null }
  await core.emit(callEvent('1.6', 1, { state: 'ended', outcome: 'answered', remote, participants: [agent('101')] }))
  const of = `/api/v1/interactions?contact=${customers['of Vera']}`
  await eventually(core.ask, of, ({ items }) => items.length === 2)
  t.equal((await asAnna('GET', of)).body.items.length, 1)
  t.equal((await asAnna('GET', `/api/v1/contacts/${customers['of Vera']}`)).status, 200)
  t.equal((await asAnna('GET', `/api/v1/contacts/${customers['of Vera']}/timeline`)).body.items.length, 1)
  t.ok((await seenBy(asAnna)).found.includes('of Vera'))
})
