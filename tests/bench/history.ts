import pg from 'pg'
import pino from 'pino'
import { TIMELINE_KINDS } from '../../contracts/timeline.ts'
import { findCandidates } from '../../services/crm/contacts/candidates.ts'
import { listInteractions } from '../../services/crm/interactions/list.ts'
import { migrate } from '../../services/crm/migrate.ts'
import { search } from '../../services/crm/search/service.ts'
import { searchOf } from '../../services/crm/search.ts'
import { readTimeline } from '../../services/crm/timeline/store.ts'
import { EVERYTHING } from '../../services/crm/visibility.ts'
import { machine, type Spread, spread, table } from './figures.ts'
import { contactId, makeContacts, makeInteractions, phoneOf, REGULARS } from './history-data.ts'

/**
 * Look-ups, timelines, lists and searches in a history of three years, at its first size and its last, beside the plain
 * statement that finds the same rows. Arguments: contacts, then sizes; a million, and one and ten million.
 */
const [CONTACTS = 1_000_000, ...given] = process.argv.slice(2).map(Number)
const SIZES = given.length > 0 ? given : [1_000_000, 10_000_000]
/** How often each is asked: a p99 is the worst but ten, of searches the worst but three. */
const ROUNDS = { quick: 1_000, search: 300 }
/** So long each is asked before: until Node has compiled what it runs, as in a hub that has run for a while. */
const WARM_MS = { floor: 1_000, ours: 6_000 }
const PAGE = 50

const url = process.env['TEST_DATABASE_URL'] ?? ''
const log = pino({ level: 'silent' })
const say = (line: string): void => console.log(line)
const db = new pg.Pool({ connectionString: url, max: 4, min: 4, idleTimeoutMillis: 0 })

const any = (below: number): number => Math.floor(Math.random() * below)
const one = <T>(items: readonly T[]): T => items[any(items.length)] as T
const agent = (): string => agentOf(1 + any(100))
const team = (): string[] => {
  const first = any(10)
  return Array.from({ length: 10 }, (_, n) => agentOf(1 + first + n * 10))
}
function agentOf(n: number): string {
  const id = `${(1_668_000_000_000 + n * 1000).toString(16).padStart(12, '0')}70098${n.toString(16).padStart(15, '0')}`
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

interface Task {
  readonly name: string
  readonly aim: number
  readonly ours: () => Promise<unknown>
  readonly floor: () => Promise<unknown>
}

const plain = (text: string, values: () => unknown[]) => (): Promise<unknown> => {
  const name = `floor-${text.length}-${text.slice(0, 40)}`
  return db.query({ name, text, values: values() })
}
const page = (where: string): string =>
  `select * from interaction where ${where} order by started_at desc, id desc limit 51`
const lists = (
  name: string,
  filter: () => Parameters<typeof listInteractions>[1],
  where: string,
  values: () => unknown[]
): Task => ({
  ...{
    name,
    aim: 20,
    ours: () => listInteractions(db, filter(), undefined, PAGE + 1),
    floor: plain(page(where), values)
  }
})
const searches = (name: string, text: () => string): Task => ({
  name,
  aim: 100,
  ours: () => {
    const typed = searchOf(text(), 'RU')
    if (!typed) throw new Error('nothing to search')
    return search(db, typed, { kind: undefined, limit: 20, sight: EVERYTHING })
  },
  floor: plain(
    `select id from interaction where document @@ plainto_tsquery('hub_words', $1) and id > (
       select id from interaction order by id desc offset 2000 limit 1) order by id desc limit 20`,
    () => [text()]
  )
})

const COMMON = ['заказ', 'договор', 'счёт', 'доставка', 'invoice', 'скидка']
let words: string[] = []
let names: string[] = []
const misspelt = (word: string): string => word.slice(0, 3) + word.slice(4)

const TASKS: readonly Task[] = [
  {
    name: 'look-up by phone',
    aim: 2,
    ours: () => findCandidates(db, { kind: 'phone', value: phoneOf(any(CONTACTS)) }),
    floor: plain('select contact_id from contact_phone where number = $1', () => [phoneOf(any(CONTACTS))])
  },
  {
    name: 'timeline, first page',
    aim: 10,
    ours: () =>
      readTimeline(db, {
        ...{
          contact: contactId(any(REGULARS)),
          kinds: TIMELINE_KINDS,
          before: undefined,
          sight: EVERYTHING,
          limit: PAGE + 1
        }
      }),
    floor: plain(page('contact_id = $1'), () => [contactId(any(REGULARS))])
  },
  lists(
    'list: all',
    () => ({}),
    'true',
    () => []
  ),
  lists(
    'list: mine',
    () => ({ users: [agent()] }),
    'user_ids @> array[$1::uuid]',
    () => [agent()]
  ),
  lists(
    "list: my team's",
    () => ({ users: team() }),
    'user_ids && $1::uuid[]',
    () => [team()]
  ),
  lists(
    'list: missed',
    () => ({ outcome: 'missed' }),
    "outcome = 'missed'",
    () => []
  ),
  lists(
    'list: unanswered, of a queue',
    () => ({ unanswered: true, queue: `queue${any(6)}` }),
    "direction = 'inbound' and state = 'ended' and outcome <> 'answered' and queue = $1",
    () => [`queue${any(6)}`]
  ),
  lists(
    'list: mine, missed',
    () => ({ users: [agent()], outcome: 'missed' }),
    "user_ids @> array[$1::uuid] and outcome = 'missed'",
    () => [agent()]
  ),
  lists(
    'list: forms of a line',
    () => ({ channel: 'form', line: `555010${any(10)}` }),
    "channel = 'form' and line = $1",
    () => [`555010${any(10)}`]
  ),
  lists(
    'list: today',
    () => ({ since: new Date(Date.now() - 86_400_000).toISOString() }),
    'started_at > $1',
    () => [new Date(Date.now() - 86_400_000).toISOString()]
  ),
  searches('search: a common word', () => one(COMMON)),
  searches('search: a rare word', () => one(words)),
  searches('search: two words', () => `${one(COMMON)} ${one(words)}`),
  searches('search: a name', () => one(names)),
  searches('search: as it is typed', () => one([...words, ...names]).slice(0, 3 + any(3))),
  searches('search: misspelt', () => misspelt(one(names))),
  searches('search: the end of a number', () => phoneOf(any(CONTACTS)).slice(-4 - any(3)))
]

async function time(work: () => Promise<unknown>, warmMs: number, rounds: number): Promise<Spread> {
  for (const until = performance.now() + warmMs; performance.now() < until; ) await work()
  const took: number[] = []
  for (let n = 0; n < rounds; n++) {
    const began = performance.now()
    await work()
    took.push(performance.now() - began)
  }
  return spread(took)
}

async function sample(): Promise<void> {
  const rare = await db.query<{ word: string }>('select word from bench_word where n > 200 order by random() limit 500')
  words = rare.rows.map(({ word }) => word)
  const people = await db.query<{ name: string }>(
    "select split_part(display_name, ' ', 2) as name from contact where id = any($1)",
    [Array.from({ length: 500 }, () => contactId(any(CONTACTS)))]
  )
  names = people.rows.map(({ name }) => name)
}

const wanted = process.env['HISTORY_ONLY']
const tasks = TASKS.filter(({ name }) => !wanted || new RegExp(wanted).test(name))

await migrate(url, log)
await makeContacts(url, CONTACTS, (line) => say(`${CONTACTS} contacts: ${line}`))
await sample()
const measured: { ours: Spread; floor: Spread }[][] = []
let there = 0
for (const size of SIZES) {
  await makeInteractions(url, there, size, CONTACTS, (line) => say(`${size} interactions: ${line}`))
  there = size
  const figures: { ours: Spread; floor: Spread }[] = []
  for (const { name, aim, ours, floor } of tasks) {
    const rounds = aim < 100 ? ROUNDS.quick : ROUNDS.search
    const low = await time(floor, WARM_MS.floor, rounds).catch((err: Error) => {
      throw new Error(`${name}: ${err.message}`, { cause: err })
    })
    figures.push({ floor: low, ours: await time(ours, WARM_MS.ours, rounds) })
    say(`${name}: p50 ${figures.at(-1)?.ours.p50.toFixed(2)}, p99 ${figures.at(-1)?.ours.p99.toFixed(2)} ms`)
  }
  measured.push(figures)
}
await db.end()

const ms = (value: number | undefined): string => (value ?? Number.NaN).toFixed(2)
const label = (size: number): string => `${size / 1_000_000} M`
const rows = tasks.map(({ name, aim }, at) => {
  const each = measured.map((figures) => figures[at])
  const grown = (each.at(-1)?.ours.p50 ?? 0) / (each[0]?.ours.p50 ?? 1)
  const cells = each.flatMap((one) => [ms(one?.floor.p50), ms(one?.floor.p99), ms(one?.ours.p50), ms(one?.ours.p99)])
  return [name, aim, ...cells, grown.toFixed(2)]
})
const head = [
  'what',
  'p99 wanted',
  ...SIZES.map(label).flatMap((size) => [`floor p50, ${size}`, `its p99`, `p50, ${size}`, `p99, ${size}`]),
  'growth'
]
say(
  `\n${machine()}; ${label(CONTACTS)} contacts; milliseconds, ${ROUNDS.quick} each (${ROUNDS.search} searches), one after the other\n`
)
say(table(head, rows))
