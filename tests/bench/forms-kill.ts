import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'
import { checkoutRoot } from '../../services/hub/checkout.ts'
import { startPostgres } from '../../services/hub/postgres.ts'
import { createLog } from '../../services/kit/log.ts'
import { startHub } from '../hub.ts'
import { freePort } from '../ports.ts'
import { until } from '../until.ts'
import { postForms } from './forms-load.ts'

interface Load {
  readonly perSecond: number
  readonly seconds: number
  readonly connections: number
  /** In which all that was taken must have become leads. */
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
  const known = async () =>
    (
      await db.query<{ phone: string; sent: number }>(
        'select phone, sum(submissions)::int as sent from lead group by phone'
      )
    ).rows
  await until(async () => (await known()).length >= taken.length, drainMs)
  const counts = new Map((await known()).map(({ phone, sent }) => [phone, sent]))
  t.strictSame(
    taken.filter((phone) => !counts.has(phone)),
    [],
    'none was lost'
  )
  t.strictSame(
    [...counts].filter(([, sent]) => sent !== 1),
    [],
    'none was doubled'
  )
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from (select remote_address from interaction group by 1 having count(*) > 1) twice`
  )
  t.equal(rows[0]?.n, 0, 'none stands twice in the history')
}
