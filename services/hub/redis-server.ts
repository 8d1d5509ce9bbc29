import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createClient } from 'redis'
import { fetchBox } from './box.ts'
import { CannotStart } from './cannot-start.ts'
import { runServer, type ServerProcess } from './server-process.ts'

interface RedisOptions {
  readonly root: string
  readonly dataDir: string
  readonly port: number
  readonly password: string
  readonly durable: boolean
  readonly log: Logger
}

interface EmbeddedRedis extends ServerProcess {
  readonly url: string
  readonly program: string
}

/** A Redis (or Valkey) of the machine's, else one from its packages, with its data under `dataDir`/redis. */
export async function startRedis(options: RedisOptions): Promise<EmbeddedRedis> {
  const { root, dataDir, port, password, log } = options
  const box = await fetchBox(root, 'redis')
  if ('missing' in box) throw new CannotStart(`${box.missing}; or set REDIS_URL to a Redis of yours`)
  checkVersion(box.path)
  const home = join(dataDir, 'redis')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const conf = join(home, 'redis.conf') // a password on the command line could be read by anyone
  writeFileSync(conf, configuration(options, home), { mode: 0o600 })
  const url = `redis://:${password}@127.0.0.1:${port}/0`
  const server = await runServer(
    {
      name: 'Redis',
      key: 'redis',
      stateDir: home,
      cwd: home,
      command: [box.path, conf],
      stopSignal: 'SIGTERM',
      readyTimeoutMs: 120_000, // a long log is read at start
      isReady: () => answers(url)
    },
    log
  )
  return { ...server, url, program: box.path }
}

/** While the log is written anew, for a second or so, answers wait longer for the disk. */
const REWRITE = 'auto-aof-rewrite-min-size 256mb'

function configuration({ port, password, durable }: RedisOptions, home: string): string {
  const durability = durable ? ['appendonly yes', 'appendfsync always', REWRITE] : ['appendonly no']
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(home)}`,
    'daemonize no',
    'save ""',
    ...durability,
    'aof-load-truncated yes',
    'maxmemory-policy noeviction',
    'tcp-keepalive 60',
    'loglevel notice',
    'logfile ""',
    ''
  ].join('\n')
}

/** XAUTOCLAIM came with 6.2. */
function checkVersion(program: string): void {
  const said = execFileSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 })
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(said) ?? []
  if (Number(major) * 100 + Number(minor) >= 602) return
  throw new CannotStart(
    `${program} is version ${major}.${minor}, and 6.2 or later is needed: install a later Redis or Valkey, ` +
      'or set REDIS_URL to one'
  )
}

async function answers(url: string): Promise<boolean> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 1_000 } })
  client.on('error', () => {}) // not up yet
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false // not up yet, or still loading
  } finally {
    if (client.isOpen) client.destroy()
  }
}
