import type { FastifyInstance, InjectOptions } from 'fastify'
import pino from 'pino'
import type { Test } from 'tap'
import type { HubConfig } from '../../contracts/config.ts'
import type { FeedMessage } from '../../contracts/feed.ts'
import type { Session, User } from '../../contracts/rest.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { freshRedis } from '../../tests/redis.ts'
import { until } from '../../tests/until.ts'
import { createBus } from '../kit/bus.ts'
import { buildApp } from '../kit/http.ts'
import type { Nearby } from '../kit/nearby.ts'
import { closeRedis, openRedis, type RedisClient } from '../kit/redis.ts'
import { CONTACT_EVENTS, FEED_CHANNEL } from '../kit/streams.ts'
import { createCrm } from './app.ts'

export const API_KEY = 'the-api-key-of-this-test'
export const HUB: HubConfig = {
  region: 'RU',
  dialing: { allow: ['+7', '8800', 'internal'], deny: ['+7809'], maxPerMinute: 30 },
  trace: { keepDays: 30 },
  missed: { answerWithinMinutes: 30 },
  lines: [{ address: '5550100', name: 'Sales' }],
  adapters: [{ name: 'pbx1', system: 'asterisk' }]
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body
  readonly body: any
}
export type Ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface Core {
  readonly app: FastifyInstance
  readonly redis: RedisClient
  readonly redisUrl: string
  readonly databaseUrl: string
  /** As the administrator's API key. */
  readonly ask: Ask
  /** As nobody. */
  readonly askAs: (headers: Record<string, string>) => Ask
  readonly emit: (...events: unknown[]) => Promise<void>
  /** What the gateways were told, in the order of telling. */
  readonly told: FeedMessage[]
  readonly stop: () => Promise<void>
}

const PARSED = /json/
let lastPort = 0 // no one listens there: it only names the consumer

interface CoreOptions {
  readonly hub?: HubConfig
  readonly redisUrl?: string
  readonly databaseUrl?: string
  readonly dataDir?: string
  readonly nearby?: Nearby
}

/** A core of the test's own on a real PostgreSQL and Redis. */
export async function startCore(
  t: Test,
  { hub = HUB, redisUrl, databaseUrl, dataDir = '/nowhere', nearby }: CoreOptions = {}
): Promise<Core> {
  const urls = { redisUrl: redisUrl ?? (await freshRedis(t)), databaseUrl: databaseUrl ?? (await freshDatabase(t)).url }
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' })
  const settings = {
    ...{ port: ++lastPort, host: '127.0.0.1', dataDir, configFile: undefined, ...urls },
    ...{ adminLogin: 'admin', adminPassword: 'the first password', apiKey: API_KEY, logLevel: 'info' as const },
    ...{ serviceKey: 'the-service-key-of-this-test', crmUrl: 'http://127.0.0.1:1' }
  }
  const crm = createCrm({ settings, hub, log, ...(nearby && { nearby }) }, { rehearse: false })
  const app = buildApp(log)
  await crm.register?.(app)
  t.teardown(async () => {
    await crm.stop()
    await app.close()
  })
  await app.ready()
  await crm.start()
  const redis = await openRedis(urls.redisUrl, log, 'test')
  const listener = await openRedis(urls.redisUrl, log, 'test-listener')
  const told: FeedMessage[] = []
  await listener.subscribe(FEED_CHANNEL, (text) => told.push(JSON.parse(text)))
  const bus = createBus({ redis, connect: (name) => openRedis(urls.redisUrl, log, name), log })
  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    stopped = true
    closeRedis(redis)
    closeRedis(listener)
    await crm.stop()
    await app.close()
  }
  t.teardown(stop)
  const askAs = (as: Record<string, string>): Ask => asker(app, as)
  return {
    ...{ app, redis, ...urls, told, stop, askAs, ask: askAs({ authorization: `Bearer ${API_KEY}` }) },
    async emit(...events) {
      for (const event of events) await bus.publish(CONTACT_EVENTS, event)
    }
  }
}

function asker(app: FastifyInstance, as: Record<string, string>): Ask {
  return async (method, url, body, headers = {}) => {
    const answer = await app.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: { ...as, ...headers },
      ...(body === undefined ? {} : { payload: body as object })
    })
    const isJson = PARSED.test(String(answer.headers['content-type']))
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson && answer.body ? answer.json() : answer.body
    }
  }
}

/** Asks again until `accept` takes the answer; answers its body. */
export async function eventually(ask: Ask, url: string, accept: (body: Answer['body']) => boolean) {
  let last: Answer | undefined
  await until(async () => {
    last = await ask('GET', url)
    return last.status === 200 && accept(last.body)
  }).catch((err: unknown) => {
    throw new Error(`${url} answered ${JSON.stringify(last)}`, { cause: err })
  })
  return last?.body
}

/** Until everything that was emitted so far is done with. */
export const settled = ({ ask }: Pick<Core, 'ask'>): Promise<unknown> =>
  eventually(ask, '/api/v1/health', ({ bus }) => bus.pending === 0 && bus.lag === 0)

export async function addUser(core: Core, login: string, role: User['role'], extensions: string[] = []): Promise<User> {
  const { status, body } = await core.ask('POST', '/api/v1/users', {
    ...{ login, name: `${login} of the test`, role, extensions, password: 'a good password' }
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}

/** Signs in; answers the way to ask as that person. */
export async function signIn(core: Core, login: string, password = 'a good password'): Promise<Ask & Session> {
  const answer = await core.askAs({})('POST', '/api/v1/session', { login, password })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  return Object.assign(core.askAs({ cookie }), answer.body)
}
