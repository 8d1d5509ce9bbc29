import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { company } from '../company.test.ts'
import { type Ask, eventually } from '../harness.test.ts'

const NAME = /Customer (.*)/
const short = (name: string): string => NAME.exec(name)?.[1] ?? name
type Data = { displayName?: string; contact?: { displayName: string } | null }

/** Whose customers the stream tells of, by type of item. */
async function toldOf(ask: Ask, cursor = '0') {
  const { body } = await ask('GET', `/api/v1/events?cursor=${cursor}&limit=1000`)
  const names = (type: string): string[] => [
    ...new Set<string>(
      body.items.flatMap((item: { type: string; data: Data }) =>
        item.type === type ? short(item.data.displayName ?? item.data.contact?.displayName ?? 'a stranger') : []
      )
    )
  ]
  return {
    body,
    contacts: names('contact').sort(),
    interactions: names('interaction').sort(),
    missed: names('missed-call').sort()
  }
}

for (const [sees, names] of [
  ['all', ['of Anna', 'of Boris', 'of Vera', 'of nobody', 'of the team']],
  ['team', ['of Anna', 'of Boris', 'of nobody', 'of the team']],
  ['own', ['of Anna', 'of nobody']]
] as const) {
  t.test(
    `the event stream, live calls and traces tell a supervisor who sees ${sees} of the same customers`,
    async (t) => {
      const { core, customers, users, see, asAnna } = await company(t)
      await core.ask('PATCH', `/api/v1/users/${users.anna.id}`, { role: 'supervisor' })
      await see(sees)
      const endedAt = new Date().toISOString()
      for (let n = 1; n <= 5; n++) {
        const remote = { raw: `8495123000${n}`, name: null }
        const ended = { state: 'ended', outcome: 'missed', startedAt: endedAt, endedAt } as const
        await core.emit(callEvent(`1.1${n}`, 1, { ...ended, remote, participants: [agent('109')] }))
      }
      await eventually(core.ask, '/api/v1/missed-calls', ({ items }) => items.length === 5)
      const told = await toldOf(asAnna)
      t.same([told.contacts, told.interactions, told.missed], [names, names, names])
      const all = await toldOf(core.ask)
      t.equal(told.body.nextCursor, all.body.nextCursor, 'the cursor goes on over what is not seen')
      t.equal(all.contacts.length, 5, 'a key is told of all')
      for (let n = 1; n <= 5; n++) {
        const remote = { raw: `8495123000${n}`, name: null }
        await core.emit(callEvent(`2.${n}`, 1, { state: 'alerting', remote, participants: [agent('109')] }))
      }
      await eventually(core.ask, '/api/v1/live', ({ items }) => items.length === 5)
      const live = (await asAnna('GET', '/api/v1/live')).body
      t.same(
        live.items
          .map(({ interaction }: { interaction: Data }) => short(interaction.contact?.displayName ?? ''))
          .sort(),
        names
      )
      for (const [name, id] of Object.entries(customers)) {
        const [{ id: call }] = (await core.ask('GET', `/api/v1/interactions?contact=${id}`)).body.items
        const { status } = await asAnna('GET', `/api/v1/interactions/${call}/trace`)
        t.equal(status, (names as readonly string[]).includes(name) ? 200 : 404, name)
      }
    }
  )
}

t.test('a page of the stream that holds nothing for the asker is empty, and its cursor goes on', async (t) => {
  const { core, users, customers, see, asAnna } = await company(t)
  await core.ask('PATCH', `/api/v1/users/${users.anna.id}`, { role: 'supervisor' })
  await see('own')
  const before = (await toldOf(core.ask)).body.nextCursor
  for (const note of ['x', 'y']) await core.ask('PATCH', `/api/v1/contacts/${customers['of Vera']}`, { note })
  const first = (await asAnna('GET', `/api/v1/events?cursor=${before}&limit=1`)).body
  t.same(first, { items: [], nextCursor: String(Number(before) + 1) })
  t.same((await asAnna('GET', `/api/v1/events?cursor=${first.nextCursor}`)).body, {
    items: [],
    nextCursor: String(Number(before) + 2)
  })
})

t.test('who took part is told, and who took over a customer from then on', async (t) => {
  const { core, users, customers, see, asAnna } = await company(t)
  await core.ask('PATCH', `/api/v1/users/${users.anna.id}`, { role: 'supervisor' })
  await see('own')
  const { body } = await toldOf(core.ask)
  const remote = { raw: '84951230004', name: null }
  await core.emit(callEvent('1.6', 1, { state: 'connected', remote, participants: [agent('101')] }))
  await eventually(asAnna, '/api/v1/live', ({ items }) => items.length === 1)
  t.same((await toldOf(asAnna, body.nextCursor)).interactions, ['of Vera'])
  await core.ask('PATCH', `/api/v1/contacts/${customers['of Vera']}`, { note: 'x' })
  await core.ask('PATCH', `/api/v1/contacts/${customers['of Boris']}`, { ownerId: users.anna.id })
  const task = { kind: 'task', title: 'x', dueAt: '2031-01-01T00:00:00.000Z', contact: customers['of the team'] }
  await core.ask('POST', '/api/v1/tasks', { ...task, assigneeId: users.vera.id })
  await core.ask('POST', '/api/v1/tasks', { ...task, assigneeId: users.anna.id })
  const told = await toldOf(asAnna, body.nextCursor)
  t.same(told.contacts, ['of Boris', 'of Vera'])
  t.equal(told.body.items.filter(({ type }: { type: string }) => type === 'task').length, 1)
})
