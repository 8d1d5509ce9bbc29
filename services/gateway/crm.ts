import { Compile } from 'typebox/compile'
import { HubError } from '../../contracts/errors.ts'
import type { FeedItem } from '../../contracts/feed.ts'
import { type LiveSnapshot, Session, type User } from '../../contracts/rest.ts'
import type { Team } from '../../contracts/team.ts'

const TIMEOUT_MS = 3_000
const MAX_PAGES = 100

const isSession = Compile(Session)

/** How a socket says who it is: forwarded to the core as it came. */
export interface Credential {
  readonly kind: 'cookie' | 'bearer'
  readonly value: string
}

export interface EventsPage {
  readonly items: readonly FeedItem[]
  readonly nextCursor: string | null
}

/** What the gateway asks of the core. Every call rejects with HubError: 'unavailable' mends by itself. */
export interface Crm {
  live(): Promise<LiveSnapshot>
  events(after: number): Promise<EventsPage>
  users(): Promise<readonly User[]>
  teams(): Promise<readonly Team[]>
  session(credential: Credential): Promise<Session>
  /** Says that a lead is not for this person; of one that is no longer before them, nothing. */
  decline(lead: string, user: string): Promise<void>
}

export const SESSION_COOKIE = 'perezvon_session'

export function createCrm(url: string, serviceKey: string): Crm {
  const own = { authorization: `Bearer ${serviceKey}` }

  async function ask(path: string, init: RequestInit): Promise<Response> {
    return fetch(new URL(path, url), {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS)
    }).catch((cause: unknown) => {
      throw new HubError('unavailable', 'the core does not answer', { cause })
    })
  }
  async function get(path: string, headers: Record<string, string>): Promise<unknown> {
    const response = await ask(path, { headers: { accept: 'application/json', ...headers } })
    if (!response.ok) {
      await response.body?.cancel()
      throw refusal(path, response.status)
    }
    return response.json().catch((cause: unknown) => {
      throw new HubError('unavailable', 'the core broke off its answer', { cause })
    })
  }

  async function whole<Item>(list: string): Promise<Item[]> {
    const items: Item[] = []
    let path = list
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const page = (await get(path, own)) as { items: Item[]; nextCursor: string | null }
      items.push(...page.items)
      if (page.nextCursor === null) break
      path = `${list}?cursor=${encodeURIComponent(page.nextCursor)}`
    }
    return items
  }

  return {
    live: async () => (await get('/api/v1/live', own)) as LiveSnapshot,
    events: async (after) => (await get(`/api/v1/events?cursor=${after}&limit=1000`, own)) as EventsPage,
    users: () => whole<User>('/api/v1/users'),
    teams: () => whole<Team>('/api/v1/teams'),
    async session({ kind, value }) {
      const asked = kind === 'cookie' ? { cookie: `${SESSION_COOKIE}=${value}` } : { authorization: `Bearer ${value}` }
      const answer = await get('/api/v1/session', asked)
      if (!isSession.Check(answer)) throw new HubError('internal', 'the core answered no session')
      return answer
    },
    async decline(lead, user) {
      const path = `/api/v1/leads/${encodeURIComponent(lead)}/decline?user=${encodeURIComponent(user)}`
      const response = await ask(path, { method: 'POST', headers: own })
      await response.body?.cancel()
      if (!response.ok && response.status !== 404) throw refusal(path, response.status)
    }
  }
}

function refusal(path: string, status: number): HubError {
  const route = path.split('?')[0]
  if (status === 401) return new HubError('not-signed-in', 'this session or key is not known')
  if (status === 403) return new HubError('not-permitted', `the core refused ${route}`)
  if (status === 400) return new HubError('bad-cursor', `the core did not take the question at ${route}`)
  return new HubError('unavailable', `the core answered ${status} at ${route}`)
}
