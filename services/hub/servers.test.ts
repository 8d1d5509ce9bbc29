import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import pino from 'pino'
import { createClient } from 'redis'
import t, { type Test } from 'tap'
import { until } from '../../tests/until.ts'
import { checkoutRoot } from './checkout.ts'
import { freePort } from './free-port.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis-server.ts'

const log = pino({ level: 'silent' })
const root = checkoutRoot()

async function folder(t: Test): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'perezvon-servers-'))
  t.teardown(() => rm(dir, { recursive: true, force: true }))
  return dir
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const answers = (url: string) => async (): Promise<boolean> =>
  query(url, 'select 1').then(
    () => true,
    () => false
  )

t.test('PostgreSQL that is killed comes back by itself on the same port, with what was committed', async (t) => {
  const options = {
    root,
    dataDir: await folder(t),
    port: await freePort(),
    password: 'p',
    database: 'hub',
    durable: true
  }
  const server = await startPostgres({ ...options, log })
  t.teardown(() => server.stop())
  await query(server.url, 'create table kept as select 7 as value')
  const pid = server.pid()
  process.kill(pid, 'SIGKILL')
  await until(() => server.pid() !== pid, 20_000)
  await until(answers(server.url), 20_000)
  t.same(await query(server.url, 'select value from kept'), [{ value: 7 }])
})

t.test('PostgreSQL keeps its data over a stop, asks for the password, and sorts as Russians do', async (t) => {
  const options = {
    root,
    dataDir: await folder(t),
    port: await freePort(),
    password: 'p',
    database: 'hub',
    durable: false
  }
  const first = await startPostgres({ ...options, log })
  await query(first.url, "create table word as select unnest(array['яма', 'Ёлка', 'Жук', 'дом']) as text")
  await first.stop()
  const second = await startPostgres({ ...options, log })
  t.teardown(() => second.stop())
  t.same(
    (await query(second.url, 'select text from word order by text')).map((row) => (row as { text: string }).text),
    ['дом', 'Ёлка', 'Жук', 'яма']
  )
  await t.rejects(query(second.url.replace(':p@', ':wrong@'), 'select 1'), /password authentication failed/)
})

t.test('Redis is durable, and comes back by itself with what it acknowledged', async (t) => {
  const dataDir = await folder(t)
  const server = await startRedis({ root, dataDir, port: await freePort(), password: 'p', durable: true, log })
  t.teardown(() => server.stop())
  const client = createClient({ url: server.url, socket: { reconnectStrategy: 50 } })
  client.on('error', () => {})
  await client.connect()
  t.teardown(() => client.destroy())
  await client.set('kept', '7')
  const pid = server.pid()
  process.kill(pid, 'SIGKILL')
  await until(() => server.pid() !== pid, 20_000)
  t.equal(await client.get('kept'), '7')
  t.match(await client.configGet('append*'), { appendonly: 'yes', appendfsync: 'always' })
  t.match(await readFile(join(dataDir, 'redis/redis.conf'), 'utf8'), /requirepass p\n/)
})
