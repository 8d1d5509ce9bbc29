import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from 'redis'
import type { Test } from 'tap'
import type { Audience } from '../../contracts/audience.ts'
import type { CallEvent } from '../../contracts/event.ts'
import type { BegunCall, EventMark, FeedItem, PreparedPop } from '../../contracts/feed.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import type { LeadOffer } from '../../contracts/lead-offer.ts'
import type { PopContext, Session, User } from '../../contracts/rest.ts'
import type { Team } from '../../contracts/team.ts'
import { AHEAD_CHANNEL, FEED_CHANNEL } from '../kit/streams.ts'
import { context } from './calls.fixture.ts'

export const SERVICE_KEY = 'service-key-of-the-test'
export const API_KEY = 'api-key-of-the-test'

type NewItem = FeedItem extends infer Item ? (Item extends FeedItem ? Pick<Item, 'type' | 'data'> : never) : never
/** `spoken`: told on the channel (the default); else only REST knows. */
interface How {
  readonly isSpoken?: boolean
  readonly pop?: PopContext | null
  /** Nobody's customer, by default. */
  readonly audience?: Audience
  readonly event?: EventMark
}
const NOBODYS: Audience = { owner: null, team: null, users: [] }

export type Core = Awaited<ReturnType<typeof startCore>>

/** What the gateway needs of the core, over real HTTP and a real Redis, with a memory that a test can write. */
export async function startCore(t: Test, redisUrl: string, users: readonly User[]) {
  const state = {
    items: [] as FeedItem[],
    base: 0,
    live: new Map<string, { interaction: Interaction; pop: PopContext | null; audience: Audience }>(),
    offers: new Map<string, { offer: LeadOffer; pop: PopContext | null }>(),
    declined: [] as { lead: string; user: string }[],
    users: [...users],
    teams: [] as Team[],
    sessions: new Map<string, Session>(),
    isAway: false,
    asked: [] as string[]
  }
  const redis = createClient({ url: redisUrl })
  redis.on('error', () => {}) // a test may end the server on purpose
  await redis.connect()
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    if (redis.isOpen) redis.destroy()
    server.closeAllConnections()
    server.close()
  })

  const cursor = (): number => state.base + state.items.length
  function sessionOf(request: IncomingMessage): Session | undefined {
    const bearer = request.headers.authorization?.replace('Bearer ', '')
    if (bearer === API_KEY || bearer === SERVICE_KEY) return { user: null, role: 'admin', expiresAt: null }
    return state.sessions.get(request.headers.cookie?.replace('perezvon_session=', '') ?? '')
  }
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://core')
    state.asked.push(pathname)
    const lead = /^\/api\/v1\/leads\/([^/]+)\/decline$/.exec(pathname)?.[1]
    if (lead && !state.isAway) state.declined.push({ lead, user: searchParams.get('user') ?? '' })
    const [status, body] = state.isAway ? [503, {}] : lead ? [204, {}] : answerTo(request, pathname, searchParams)
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(status === 204 ? undefined : JSON.stringify(body))
  }
  function answerTo(request: IncomingMessage, pathname: string, query: URLSearchParams): [number, unknown] {
    const session = sessionOf(request)
    if (!session) return [401, {}]
    if (pathname === '/api/v1/session') return [200, session]
    if (request.headers.authorization !== `Bearer ${SERVICE_KEY}`) return [403, {}]
    if (pathname === '/api/v1/live') {
      const [items, offers] = [[...state.live.values()], [...state.offers.values()]]
      return [200, { cursor: String(cursor()), items, offers }]
    }
    if (pathname === '/api/v1/users') return [200, { items: state.users, nextCursor: null }]
    if (pathname === '/api/v1/teams') return [200, { items: state.teams, nextCursor: null }]
    if (pathname !== '/api/v1/events') return [404, {}]
    const after = Number(query.get('cursor'))
    const items = state.items.filter((item) => Number(item.cursor) > after)
    return after > cursor() ? [400, {}] : [200, { items, nextCursor: items.at(-1)?.cursor ?? null }]
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    cursor,
    signIn(user: User): string {
      const value = `session-of-${user.login}`
      state.sessions.set(value, { user, role: user.role, expiresAt: null })
      return value
    },
    /** Commits an item, and says so. Answers its message, to be spoken again, late or not at all. */
    async commit(
      what: NewItem,
      { isSpoken = true, pop = context, audience = NOBODYS, event }: How = {}
    ): Promise<string> {
      const item = { ...what, cursor: String(cursor() + 1), time: new Date().toISOString(), audience } as FeedItem
      state.items.push(item)
      if (item.type === 'interaction') {
        if (item.data.state === 'ended') state.live.delete(item.data.id)
        else state.live.set(item.data.id, { interaction: item.data, pop, audience })
      }
      if (item.type === 'lead-offer') {
        if (item.data.outcome !== null) state.offers.delete(item.data.id)
        else state.offers.set(item.data.id, { offer: item.data, pop })
      }
      const message = JSON.stringify({ item, ...(pop && { pop }), ...(event && { event }) })
      if (isSpoken) await redis.publish(FEED_CHANNEL, message)
      return message
    },
    /** Tells what is told before it is committed. */
    ahead: (message: BegunCall | CallEvent | PreparedPop) => redis.publish(AHEAD_CHANNEL, JSON.stringify(message)),
    speak: (message: string) => redis.publish(FEED_CHANNEL, message),
    listeners: async (): Promise<number> => Number((await redis.pubSubNumSub(FEED_CHANNEL))[FEED_CHANNEL] ?? 0)
  }
}
