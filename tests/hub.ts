import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { io, type Socket } from 'socket.io-client'
import type { Test } from 'tap'
import type { Interaction } from '../contracts/interaction.ts'
import { freePort } from './ports.ts'
import { freshDatabase } from './postgres.ts'
import { type RedisServer, redisServer } from './redis.ts'
import { until } from './until.ts'

const MAIN = fileURLToPath(new URL('../services/hub/main.js', import.meta.url))
/** What `npm start` tells Node: docs/decisions/0017. */
const FLAGS = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  .scripts.start.split(' ')
  .filter((word: string) => word.startsWith('--'))
const API_KEY = 'test-api-key-0123456789'

export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** A whole hub in a process of its own, as `npm start` runs it, on a database and a Redis of the test's own. */
export interface Hub {
  readonly url: string
  readonly redis: RedisServer
  readonly databaseUrl: string
  /** Everything it logged. */
  log(): string
  /** Speaks to it as an outside client with the API key. */
  api<Body = never>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>
  ): Promise<Answer<Body>>
  interactions(query?: string): Promise<Interaction[]>
  /** Makes a user with a phone, signs in, and opens the realtime link. */
  agent(t: Test, login: string, extension: string, role?: string): Promise<Agent>
  /** kill -9. */
  kill(): Promise<void>
  start(): Promise<void>
  /** As Ctrl-C does; answers the exit code. */
  stop(): Promise<number | null>
}

export interface Heard {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: an outside client knows nothing of our types
  readonly data: any
}

export interface Agent {
  readonly id: string
  readonly cookie: string
  readonly socket: Socket
  readonly heard: Heard[]
  count(name: string): number
  /** Waits until an event of this name was heard that `matches`; answers its data. */
  // biome-ignore lint/suspicious/noExplicitAny: an outside client knows nothing of our types
  hears(name: string, matches?: (data: any) => boolean, withinMs?: number): Promise<any>
}

export async function startHub(t: Test, hubYaml: string, env: Record<string, string> = {}): Promise<Hub> {
  const dir = await mkdtemp(join(tmpdir(), 'perezvon-hub-'))
  await writeFile(join(dir, 'hub.yaml'), hubYaml)
  const database = await freshDatabase(t)
  const redis = await redisServer(t)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let output = ''

  const settings = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: join(dir, 'data'),
    HUB_CONFIG: join(dir, 'hub.yaml'),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    HUB_ADMIN_LOGIN: 'admin',
    HUB_ADMIN_PASSWORD: 'admin-password',
    HUB_API_KEY: API_KEY
  }
  const exited = async (): Promise<number | null> =>
    !child || child.exitCode !== null || child.signalCode !== null
      ? (child?.exitCode ?? null)
      : new Promise((resolve) => child?.once('exit', (code) => resolve(code)))

  async function end(signal: 'SIGKILL' | 'SIGINT'): Promise<number | null> {
    const gone = exited()
    child?.kill(signal)
    const code = await Promise.race([gone, sleep(15_000, 'late' as const, { ref: false })])
    if (code === 'late') throw new Error(`the hub did not end on ${signal}:\n${output.slice(-2_000)}`)
    return code
  }

  async function start(): Promise<void> {
    child = spawn(process.execPath, [...FLAGS, MAIN], {
      env: { ...process.env, ...settings, ...env },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const note = (data: Buffer): void => {
      output += data
    }
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', note)
    const isReady = async (): Promise<boolean> => {
      if (child?.exitCode !== null) throw new Error(`the hub ended at its start:\n${output.slice(-4_000)}`)
      return (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200
    }
    await until(isReady, 90_000).catch((err: Error) => {
      throw new Error(`${err.message}\n${output.slice(-4_000)}`)
    })
  }

  async function api<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {}
  ): Promise<Answer<Body>> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Body }
  }

  t.teardown(async () => {
    await end('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  })
  await start()
  return {
    url,
    redis,
    databaseUrl: env['DATABASE_URL'] ?? database.url,
    api,
    start,
    log: () => output,
    interactions: async (query = '') =>
      (await api<{ items: Interaction[] }>('GET', `/interactions${query}`)).body.items,
    agent: async (test, login, extension, role = 'agent') => openAgent(test, url, api, { login, extension, role }),
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGINT')
  }
}

async function openAgent(
  t: Test,
  url: string,
  api: Hub['api'],
  { login, extension, role }: { login: string; extension: string; role: string }
): Promise<Agent> {
  const password = `${login}-password`
  const name = login[0]?.toUpperCase() + login.slice(1)
  const made = await api<{ id: string }>('POST', '/users', { login, name, role, extensions: [extension], password })
  if (made.status !== 201) throw new Error(`no user: ${JSON.stringify(made.body)}`)
  const { cookie, status } = await signIn(url, login, password)
  if (status >= 300) throw new Error(`${login} could not sign in: ${status}`)
  const link = await openSocket(t, url, cookie)
  return { id: made.body.id, cookie, ...link }
}

/** POST /api/v1/session; answers the cookie. */
export async function signIn(
  url: string,
  login: string,
  password: string
): Promise<{ cookie: string; status: number }> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password })
  })
  const cookie = response.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ')
  return { cookie, status: response.status }
}

/** One page of a person: a Socket.IO client that notes all it hears. */
async function openSocket(t: Test, url: string, cookie: string): Promise<Omit<Agent, 'id' | 'cookie'>> {
  const socket = io(url, { path: '/realtime', transports: ['websocket'], extraHeaders: { cookie }, forceNew: true })
  t.teardown(() => void socket.close())
  const heard: Heard[] = []
  socket.onAny((name: string, data: unknown) => heard.push({ name, data }))
  await until(() => socket.connected)
  const find = (name: string, matches: (data: unknown) => boolean): Heard | undefined =>
    heard.find((item) => item.name === name && matches(item.data))
  return {
    socket,
    heard,
    count: (name) => heard.filter((item) => item.name === name).length,
    async hears(name, matches = () => true, withinMs = 30_000) {
      await until(() => find(name, matches) !== undefined, withinMs).catch(() => {
        throw new Error(`did not hear ${name}; heard ${heard.map((item) => item.name).join(', ') || 'nothing'}`)
      })
      return find(name, matches)?.data
    }
  }
}
