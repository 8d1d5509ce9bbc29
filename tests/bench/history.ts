import pg from 'pg'
import pino from 'pino'
import { migrate } from '../../services/crm/migrate.ts'
import { machine, type Spread, spread, table } from './figures.ts'
import { contactId, copyDatabase, makeContacts, makeInteractions, readIntoMemory } from './history-data.ts'
import { type Known, type Task, tasksOf } from './history-tasks.ts'

/**
 * Look-ups, timelines, lists and searches in a history of three years, at its first size and its last, beside the plain
 * statement that finds the same rows. Each size is a database of its own, and they are asked in turns: what the machine
 * does meanwhile, it does to all of them. Arguments: contacts, then sizes; a million, and one and ten million.
 */
const [CONTACTS = 1_000_000, ...given] = process.argv.slice(2).map(Number)
const SIZES = given.length > 0 ? given : [1_000_000, 10_000_000]
/** How often each is asked: a p99 is the worst but ten, of searches the worst but three. */
const ROUNDS = { quick: 1_000, search: 300 }
const TURNS = 4
/** So long each is asked before: until Node has compiled what it runs, as in a hub that has run for a while. */
const WARM_MS = { floor: 1_000, ours: 6_000 }

const say = (line: string): void => console.log(line)
const url = process.env['TEST_DATABASE_URL'] ?? ''

async function makeAll(): Promise<string[]> {
  await migrate(url, pino({ level: 'silent' }))
  await makeContacts(url, CONTACTS, (line) => say(`${CONTACTS} contacts: ${line}`))
  const urls: string[] = []
  for (const [at, size] of SIZES.entries()) {
    await makeInteractions(url, SIZES[at - 1] ?? 0, size, CONTACTS, (line) => say(`${size} interactions: ${line}`))
    urls.push(at < SIZES.length - 1 ? await copyDatabase(url, `history_${size}`) : url)
  }
  return urls
}

async function known(db: pg.Pool): Promise<Known> {
  const rare = await db.query<{ word: string }>('select word from bench_word where n > 200 order by random() limit 500')
  const people = await db.query<{ name: string }>(
    "select split_part(display_name, ' ', 2) as name from contact where id = any($1)",
    [Array.from({ length: 500 }, () => contactId(Math.floor(Math.random() * CONTACTS)))]
  )
  return { contacts: CONTACTS, words: rare.rows.map(({ word }) => word), names: people.rows.map(({ name }) => name) }
}

type Ask = Task['ours']

async function warmUp(ask: Ask, db: pg.Pool, ms: number): Promise<void> {
  for (const until = performance.now() + ms; performance.now() < until; ) await ask(db)
}

async function time(ask: Ask, db: pg.Pool, times: number, took: number[]): Promise<void> {
  for (let n = 0; n < times; n++) {
    const began = performance.now()
    await ask(db)
    took.push(performance.now() - began)
  }
}

interface Figures {
  readonly ours: Spread
  readonly floor: Spread
}

/** The figures at each size. */
async function measure({ aim, ours, floor }: Task, sizes: readonly pg.Pool[]): Promise<Figures[]> {
  const rounds = aim < 100 ? ROUNDS.quick : ROUNDS.search
  const each = sizes.map((db) => ({ db, ours: [] as number[], floor: [] as number[] }))
  for (const db of sizes) await warmUp(floor, db, WARM_MS.floor)
  for (const db of sizes) await warmUp(ours, db, WARM_MS.ours / sizes.length)
  for (let turn = 0; turn < TURNS; turn++) {
    for (const { db, ...took } of each) await time(floor, db, rounds / TURNS, took.floor)
    for (const { db, ...took } of each) await time(ours, db, rounds / TURNS, took.ours)
  }
  return each.map((took) => ({ ours: spread(took.ours), floor: spread(took.floor) }))
}

const urls = await makeAll()
const sizes = urls.map((each) => new pg.Pool({ connectionString: each, max: 4, min: 4, idleTimeoutMillis: 0 }))
for (const each of urls.toReversed()) await readIntoMemory(each)
const wanted = new RegExp(process.env['HISTORY_ONLY'] ?? '')
const tasks = tasksOf(await known(sizes[0] as pg.Pool)).filter(({ name }) => wanted.test(name))
const ms = (value: number): string => value.toFixed(2)
const rows: (string | number)[][] = []
for (const task of tasks) {
  const each = await measure(task, sizes).catch((err: Error) => {
    throw new Error(`${task.name}: ${err.message}`, { cause: err })
  })
  const grown = (each.at(-1)?.ours.p50 ?? Number.NaN) / (each[0]?.ours.p50 ?? Number.NaN)
  const cells = each.flatMap(({ floor, ours }) => [ms(floor.p50), ms(floor.p99), ms(ours.p50), ms(ours.p99)])
  rows.push([task.name, task.aim, ...cells, grown.toFixed(2)])
  say(`${task.name}: p50 ${each.map(({ ours }) => ms(ours.p50))}, p99 ${each.map(({ ours }) => ms(ours.p99))} ms`)
}
await Promise.all(sizes.map((db) => db.end()))

const label = (size: number): string => `${size / 1_000_000} M`
const head = [
  'what',
  'p99 wanted',
  ...SIZES.map(label).flatMap((size) => [`floor p50, ${size}`, 'its p99', `p50, ${size}`, `p99, ${size}`]),
  'growth'
]
const often = `${ROUNDS.quick} each (${ROUNDS.search} searches), one after the other, ${TURNS} turns of each size`
say(`\n${machine()}; ${label(CONTACTS)} contacts; milliseconds, ${often}\n`)
say(table(head, rows))
