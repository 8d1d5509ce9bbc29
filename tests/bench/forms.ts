import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import t, { type Test } from 'tap'
import { startHub } from '../hub.ts'
import { freePort } from '../ports.ts'
import { freshDatabase } from '../postgres.ts'
import { until } from '../until.ts'
import { machine, spread, table } from './figures.ts'
import { killWhilePosting } from './forms-kill.ts'
import { postForms } from './forms-load.ts'

/**
 * What the intake of forms takes, beside its floor in the same run: accepted posts a second with 64 connections that wait for
 * their answers, and how long an answer takes at 1,000 posts a second. Then how long the core takes to make leads of them.
 */
const SECONDS = 10
const RATE = 1_000
const CONNECTIONS = 64

interface Peer {
  readonly name: string
  readonly url: string
}

let phone = Math.floor(Math.random() * 500_000_000)
const rows: (string | number)[][] = []

async function measure({ name, url }: Peer): Promise<number> {
  const load = { url, path: '/f/order', connections: CONNECTIONS }
  const next = (): number => (phone += 100_000)
  await postForms({ ...load, seconds: 3, firstPhone: next() }) // both have compiled what they run
  const most = await postForms({ ...load, seconds: SECONDS, firstPhone: next() })
  await sleep(1_000)
  const paced = await postForms({ ...load, perSecond: RATE, seconds: SECONDS, firstPhone: next() })
  const taken = [...most, ...paced].filter(({ isTaken }) => isTaken).length
  const { p50, p99, max } = spread(paced.map(({ ms }) => ms))
  const refused = most.length + paced.length - taken
  const perSecond = most.filter(({ isTaken }) => isTaken).length / SECONDS
  rows.push([name, perSecond.toFixed(0), p50.toFixed(1), p99.toFixed(1), max.toFixed(1), refused])
  return taken
}

async function measureAll(t: Test): Promise<void> {
  const database = await freshDatabase(t)
  const port = await freePort()
  const floor = fork(fileURLToPath(new URL('forms-floor.js', import.meta.url)), [String(port), database.url])
  t.teardown(() => floor.kill())
  await once(floor, 'message')
  await measure({ name: 'bare Fastify, one INSERT', url: `http://127.0.0.1:${port}` })
  floor.kill()
  await database.pool.query('drop table floor')
  await database.pool.query('checkpoint') // else the disk is still written to for the floor while the hub is measured

  const hub = await startHub(t, 'adapters:\n  - { name: site, system: forms }\n')
  const limits = { perAddressPerMinute: 1_000_000, perFormPerMinute: 1_000_000 }
  await hub.api('POST', '/forms', { key: 'order', name: 'Order', ...limits })
  await until(async () => (await fetch(`${hub.url}/f/order`, { method: 'POST' })).status !== 404)
  const began = performance.now()
  await measure({ name: 'the hub', url: hub.url })
  const db = new pg.Client(hub.databaseUrl)
  await db.connect()
  const count = async (): Promise<number> =>
    (await db.query<{ n: number }>('select count(*)::int as n from lead')).rows[0]?.n ?? 0
  const then = await count()
  const at = performance.now()
  await sleep(10_000)
  const leadsPerSecond = ((await count()) - then) / ((performance.now() - at) / 1_000)
  await db.end()
  await hub.stop()
  console.log(`${machine()}\n`)
  console.log(table(['', 'posts/s', `p50 at ${RATE}/s, ms`, 'p99', 'max', 'refused'], rows))
  console.log(
    `\nmeanwhile ${(then / ((at - began) / 1_000)).toFixed(0)} leads a second, afterwards ${leadsPerSecond.toFixed(0)}`
  )
}

/**
 * `npm run bench -- forms kill [RUNS] [SECONDS] [DRAINED]`: 2,000 posts a second for a minute, or so long, while everything is
 * killed in the middle; as often as is said. So many of the runs, the last ones, wait until all that was taken has become
 * leads (all, unless it is said); the others count also what waits in Redis' stream.
 */
if (process.argv[2] === 'kill') {
  const [runs, seconds] = [Number(process.argv[3] ?? 1), Number(process.argv[4] ?? 60)]
  const drained = Number(process.argv[5] ?? runs)
  if (!(runs >= 1 && seconds >= 1 && drained >= 0)) throw new Error('say how often and how long: forms kill 10 60')
  t.setTimeout(runs * 3_600_000) // else that of a file of tests ends it
  for (let run = 1; run <= runs; run++) {
    const drainMs = run > runs - drained ? 3_000_000 : 0
    await t.test(`kill ${run} of ${runs}`, { timeout: 3_600_000 }, async (t) => {
      await killWhilePosting(t, { perSecond: 2_000, seconds, connections: 256, drainMs })
    })
  }
} else {
  t.test('forms', { timeout: 900_000 }, measureAll)
}
