import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createClient } from 'redis'
import type { Test } from 'tap'
import { checkoutRoot } from '../../services/hub/checkout.ts'
import { startPostgres } from '../../services/hub/postgres.ts'
import { createLog } from '../../services/kit/log.ts'
import { FORM_EVENTS } from '../../services/kit/streams.ts'
import { startHub } from '../hub.ts'
import { freePort } from '../ports.ts'
import { until } from '../until.ts'
import { postForms } from './forms-load.ts'

interface Load {
  readonly perSecond: number
  readonly seconds: number
  readonly connections: number
  /** In which all that was taken must have become leads; 0: what waits in the stream is counted there. */
  readonly drainMs: number
}

/** Kills Redis, PostgreSQL and the hub with SIGKILL while forms come in; each that was taken must be there, once. */
export async function killWhilePosting(t: Test, { drainMs, ...load }: Load): Promise<void> {
  const pauseMs = (load.seconds * 1_000) / 8
  const dataDir = await mkdtemp(join(tmpdir(), 'perezvon-forms-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))
  const options = { root: checkoutRoot(), dataDir, password: 'test', database: 'test', durable: true }
  const postgres = await startPostgres({ ...options, port: await freePort(), log: createLog('fatal') })
  t.teardown(() => postgres.stop())
  const hub = await startHub(t, 'adapters:\n  - { name: site, system: forms }\n', { DATABASE_URL: postgres.url })
  const limits = { perAddressPerMinute: 1_000_000, perFormPerMinute: 1_000_000 }
  await hub.api('POST', '/forms', { key: 'order-2', name: 'Order', ...limits })
  await until(async () => (await fetch(`${hub.url}/f/order-2`, { method: 'POST' })).status === 400)

  const posting = postForms({
    ...{ ...load, url: hub.url, path: '/f/order-2', retryMs: 60_000 },
    firstPhone: 100_000_000
  })
  await sleep(pauseMs)
  await hub.redis.kill()
  await sleep(500)
  await hub.redis.start()
  await sleep(pauseMs)
  process.kill(postgres.pid(), 'SIGKILL') // it is started again by itself
  await sleep(pauseMs)
  await hub.kill()
  await hub.start()
  const taken = (await posting).filter(({ isTaken }) => isTaken).map(({ phone }) => phone)
  t.ok(taken.length > (load.perSecond * load.seconds) / 2, `${taken.length} were taken`)

  const db = new pg.Pool({ connectionString: postgres.url })
  t.teardown(() => db.end())
  if (drainMs > 0) await untilAllAreLeads(db, taken.length, drainMs)
  const waiting = await inStream(hub.redis.url) // before the leads: what is handled meanwhile is in both
  const { rows } = await db.query<{ phone: string; subject: string }>(
    'select l.phone, s.subject from submission s join lead l on l.id = s.lead_id'
  )
  // What is sent again is the same subject; across the border of ten minutes it names the one that it was.
  const again = new Map(waiting.flatMap(({ subject, before }) => (before === null ? [] : [[subject, before] as const])))
  const all = new Set([...waiting, ...rows].map(({ subject }) => subject))
  const subjects = new Map<string, Set<string>>()
  for (const { phone, subject } of [...waiting, ...rows]) {
    const before = again.get(subject)
    const first = before !== undefined && all.has(before) ? before : subject
    subjects.set(phone, (subjects.get(phone) ?? new Set()).add(first))
  }
  const lost = taken.filter((phone) => !subjects.has(phone))
  t.strictSame(lost, [], 'none was lost')
  const doubled = [...subjects].filter(([, of]) => of.size > 1).map(([phone]) => phone)
  t.strictSame(doubled, [], 'none was doubled')
  const leads = await db.query<{ n: number; phones: number; doubled: number }>(
    `select count(*)::int as n, count(distinct phone)::int as phones, count(*) filter (where submissions <> 1)::int as doubled,
       (select count(*)::int from (select from interaction group by remote_address having count(*) > 1) i) as twice
     from lead`
  )
  const [made] = leads.rows
  t.match(made, { phones: made?.n, doubled: 0, twice: 0 }, 'none has two leads, or stands twice in the history')
  if (drainMs > 0) t.ok((made?.n ?? 0) >= taken.length, 'all are leads')
  console.log(
    `${taken.length} taken, ${lost.length} lost, ${doubled.length} doubled; ${made?.n} are leads, ${waiting.length} in the stream`
  )
}

/** What counts costs the database as much as what it counts: seldom. */
async function untilAllAreLeads(db: pg.Pool, count: number, withinMs: number): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    await sleep(2_000)
    const { rows } = await db.query<{ n: number }>('select count(*)::int as n from lead')
    return (rows[0]?.n ?? 0) >= count
  }
  await until(isDone, withinMs)
}

interface Waiting {
  readonly phone: string
  readonly subject: string
  /** What the same would have been ten minutes ago. */
  readonly before: string | null
}

/** All events of forms that are in the stream, handled or not. */
async function inStream(url: string): Promise<Waiting[]> {
  const redis = createClient({ url })
  await redis.connect()
  const found: Waiting[] = []
  for (let from = '-'; ; ) {
    const page = (await redis.xRange(FORM_EVENTS, from, '+', { COUNT: 2_000 })) ?? []
    for (const { message } of page) {
      const { subject, data } = JSON.parse(message['m'] ?? '{}')
      found.push({ phone: data.remote.raw, subject, before: data.form.before })
    }
    const last = page.at(-1)
    if (last === undefined) break
    from = `(${last.id}`
  }
  await redis.close()
  return found
}
