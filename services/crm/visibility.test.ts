import t from 'tap'
import { agent, callEvent } from '../../tests/call-events.ts'
import { company } from './company.test.ts'
import { type Ask, eventually } from './harness.test.ts'

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
