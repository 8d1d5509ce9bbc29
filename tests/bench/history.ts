import pg from 'pg'
import pino from 'pino'
import { migrate } from '../../services/crm/migrate.ts'
import { machine, type Spread, spread, table } from './figures.ts'
import { contactId, copyDatabase, makeContacts, makeInteractions, readIntoMemory } from './history-data.ts'
import { type Known, type Task, tasksOf } from './history-tasks.ts'

/**
 * Look-ups, timelines, lists and searches in a history of three years, at its first size and its last, beside the plain
 * statement that finds the same rows. Each size is measured when it has been made, and kept; at the end all are asked in turns,
 * for by how much the medians grow: what the machine does meanwhile, it does to all of them. Arguments: contacts, then sizes;
 * a million, and one and ten million.
 */
const [CONTACTS = 1_000_000, ...given] = process.argv.slice(2).map(Number)
const SIZES = given.length > 0 ? given : [1_000_000, 10_000_000]
/** How often each is asked: a p99 is the worst but ten, of searches the worst but three. */
const ROUNDS = { quick: 1_000, search: 300 }
const TURNS = { n: 4, quick: 100, search: 30 }
/** So long each is asked before: until Node has compiled what it runs, as in a hub that has run for a while. */
const WARM_MS = { floor: 1_000, ours: 6_000 }

const say = (line: string): void => console.log(line)
const url = process.env['TEST_DATABASE_URL'] ?? ''

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

async function measure({ aim, ours, floor }: Task, db: pg.Pool): Promise<Figures> {
  const rounds = aim < 100 ? ROUNDS.quick : ROUNDS.search
  const took = { ours: [] as number[], floor: [] as number[] }
  await warmUp(floor, db, WARM_MS.floor)
  await time(floor, db, rounds, took.floor)
  await warmUp(ours, db, WARM_MS.ours)
  await time(ours, db, rounds, took.ours)
  return { floor: spread(took.floor), ours: spread(took.ours) }
}

/** The medians at each size, asked in turns. */
async function compare({ aim, ours }: Task, sizes: readonly pg.Pool[]): Promise<number[]> {
  const times = aim < 100 ? TURNS.quick : TURNS.search
  const each = sizes.map((db) => ({ db, took: [] as number[] }))
  for (const { db } of each) await warmUp(ours, db, WARM_MS.floor)
  for (let turn = 0; turn < TURNS.n; turn++) for (const { db, took } of each) await time(ours, db, times, took)
  return each.map(({ took }) => spread(took).p50)
}

const named = async <T>({ name }: Task, work: Promise<T>): Promise<T> =>
  work.catch((err: Error) => Promise.reject(new Error(`${name}: ${err.message}`, { cause: err })))
const open = (at: string): pg.Pool => new pg.Pool({ connectionString: at, max: 4, min: 4, idleTimeoutMillis: 0 })
const ms = (value: number): string => value.toFixed(2)
const wanted = new RegExp(process.env['HISTORY_ONLY'] ?? '')

await migrate(url, pino({ level: 'silent' }))
await makeContacts(url, CONTACTS, (line) => say(`${CONTACTS} contacts: ${line}`))
const first = open(url)
const tasks = tasksOf(await known(first)).filter(({ name }) => wanted.test(name))
await first.end()

const measured: Figures[][] = []
const urls: string[] = []
for (const [at, size] of SIZES.entries()) {
  await makeInteractions(url, SIZES[at - 1] ?? 0, size, CONTACTS, (line) => say(`${size} interactions: ${line}`))
  const db = open(url)
  const figures: Figures[] = []
  for (const task of tasks) {
    const { ours, floor } = await named(task, measure(task, db))
    figures.push({ ours, floor })
    say(`${task.name}: p50 ${ms(ours.p50)}, p99 ${ms(ours.p99)} ms`)
  }
  measured.push(figures)
  await db.end()
  urls.push(at < SIZES.length - 1 ? await copyDatabase(url, `history_${size}`) : url)
}

for (const each of urls.toReversed()) await readIntoMemory(each)
const sizes = urls.map(open)
const rows: (string | number)[][] = []
for (const [at, task] of tasks.entries()) {
  const medians = await named(task, compare(task, sizes))
  const grown = (medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN)
  const figures = measured.map((size) => size[at] as Figures)
  const cells = figures.flatMap(({ floor, ours }) => [ms(floor.p50), ms(floor.p99), ms(ours.p50), ms(ours.p99)])
  rows.push([task.name, task.aim, ...cells, ...medians.map(ms), grown.toFixed(2)])
  say(`${task.name}: in turns ${medians.map(ms)} ms`)
}
await Promise.all(sizes.map((db) => db.end()))

const label = (size: number): string => `${size / 1_000_000} M`
const head = [
  'what',
  'p99 wanted',
  ...SIZES.map(label).flatMap((size) => [`floor p50, ${size}`, 'its p99', `p50, ${size}`, `p99, ${size}`]),
  ...SIZES.map((size) => `in turns, ${label(size)}`),
  'growth'
]
const often = `${ROUNDS.quick} each (${ROUNDS.search} searches), one after the other`
say(`\n${machine()}; ${label(CONTACTS)} contacts; milliseconds, ${often}\n`)
say(table(head, rows))
