import t from 'tap'
import { agent, callEvent } from '../../../tests/call-events.ts'
import { addUser, type Core, eventually, startCore } from '../harness.test.ts'

const DAY_MS = 86_400_000
const PAGE = 50
/** One every nine days: ten of them in a quarter. */
const at = (n: number): string => new Date(Date.UTC(2026, 0, 15) - n * 9 * DAY_MS).toISOString()

async function years(core: Core, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, n) =>
    callEvent(`1.${n}`, 1, {
      ...{ startedAt: at(n), endedAt: at(n), state: 'ended', outcome: n % 2 ? 'answered' : 'missed', queue: 'sales' },
      ...{ remote: { raw: `8495123450${n % 3}`, name: null }, participants: [agent(n % 3 ? '101' : '102')] }
    })
  )
  await core.emit(...events)
  await eventually(core.ask, '/api/v1/interactions?limit=200', ({ items }) => items.length === count)
}

interface Item {
  readonly startedAt: string
}

/** The sizes of the pages, and when their items began. */
async function pages(core: Core, path: string): Promise<{ sizes: number[]; times: string[] }> {
  const sizes: number[] = []
  const times: string[] = []
  for (let cursor: string | null = '', more = ''; cursor !== null; more = `cursor=${cursor}`) {
    const { status, body } = await core.ask('GET', `/api/v1/${path}${more}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    sizes.push(body.items.length)
    times.push(...body.items.map(({ startedAt }: Item) => startedAt))
    cursor = body.nextCursor
  }
  return { sizes, times }
}
const every = (count: number, meets: (n: number) => boolean = () => true): string[] =>
  Array.from({ length: count }, (_, n) => n)
    .filter(meets)
    .map(at)

t.test('pages go through the quarters of years, and the last one ends where its items end', async (t) => {
  const core = await startCore(t)
  const anna = await addUser(core, 'anna', 'agent', ['101'])
  const { body: contact } = await core.ask('POST', '/api/v1/contacts', {
    ...{ displayName: 'Anna', phones: [{ number: '84951234500' }, { number: '84951234501' }] }
  })
  await years(core, 2 * PAGE)
  t.same(await pages(core, 'interactions?'), { sizes: [PAGE, PAGE], times: every(2 * PAGE) }, 'exactly two')
  t.same(await pages(core, 'interactions?queue=sales&'), { sizes: [PAGE, PAGE], times: every(2 * PAGE) })
  t.same(await pages(core, 'interactions?outcome=missed&'), {
    sizes: [PAGE],
    times: every(2 * PAGE, (n) => n % 2 === 0)
  })
  const mine = every(2 * PAGE, (n) => n % 3 !== 0)
  t.same(await pages(core, `interactions?user=${anna.id}&`), { sizes: [PAGE, 16], times: mine })
  const missed = every(2 * PAGE, (n) => n % 3 !== 0 && n % 2 === 0)
  t.same(await pages(core, `interactions?user=${anna.id}&outcome=missed&`), { sizes: [33], times: missed })
  const theirs = every(2 * PAGE, (n) => n % 3 !== 2)
  t.same(await pages(core, `contacts/${contact.id}/timeline?`), { sizes: [PAGE, 17], times: theirs })
  t.same(await pages(core, `interactions?contact=${contact.id}&limit=30&`), { sizes: [30, 30, 7], times: theirs })
})

t.test('a plan that was made for some is right for all: people, contacts and places', async (t) => {
  const core = await startCore(t)
  const contacts: string[] = []
  for (const n of [0, 1, 2]) {
    const { body } = await core.ask('POST', '/api/v1/contacts', {
      ...{ displayName: `Contact ${n}`, phones: [{ number: `8495123450${n}` }] }
    })
    contacts.push(body.id)
  }
  await years(core, 12)
  const wrong: string[] = []
  // PostgreSQL settles on a plan with the sixth question on a connection, and the core has several.
  for (let round = 0; round < 100; round++) {
    const n = round % 3
    const { body } = await core.ask('GET', `/api/v1/contacts/${contacts[n]}/timeline`)
    if (body.items.length !== 4) wrong.push(`a timeline of ${body.items.length}`)
    const found = await core.ask('GET', `/api/v1/contacts/lookup?phone=8495123450${n}`)
    if (found.body.items[0]?.contact.id !== contacts[n]) wrong.push('another contact was found')
    const since = await core.ask('GET', `/api/v1/interactions?since=${at(n)}`)
    if (since.body.items.length !== n + 1) wrong.push(`${since.body.items.length} since ${at(n)}`)
  }
  t.same(wrong, [])
})
