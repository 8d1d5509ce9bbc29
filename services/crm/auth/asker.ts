import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HubError } from '../../../contracts/errors.ts'
import type { User } from '../../../contracts/rest.ts'
import type { Role } from '../../../contracts/words.ts'
import type { Settings } from '../../kit/settings.ts'
import type { Db } from '../transaction.ts'
import { ACCESS, routeKey } from './access.ts'
import { findSession, SESSION_HOURS } from './store.ts'
import { hashOf, isSame } from './tokens.ts'

export const COOKIE = 'perezvon_session'

/** Who sent a request. */
export interface Asker {
  /** Null for a key. */
  readonly user: User | null
  readonly role: Role
  readonly expiresAt: Date | null
  /** One for each person or key: what limits and idempotency keys are counted by. */
  readonly id: string
}

declare module 'fastify' {
  interface FastifyRequest {
    asker: Asker | null
  }
}

/** The asker of a route that is not public. */
export function askerOf(request: FastifyRequest): Asker {
  if (!request.asker) throw new HubError('not-signed-in', 'send a session cookie or an API key')
  return request.asker
}

interface Deps {
  readonly db: Db
  readonly settings: Pick<Settings, 'apiKey' | 'serviceKey'>
}

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Lets a request into a route only if the table of `access.ts` says so; a route that is not in it cannot be added. */
export function guard(app: FastifyInstance, { db, settings }: Deps): void {
  app.decorateRequest('asker', null)
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      if (!(routeKey(one, url) in ACCESS)) throw new Error(`nobody said who may ${one} ${url}`)
    }
  })
  app.addHook('onRequest', async (request, reply) => {
    const access = ACCESS[routeKey(request.method, request.routeOptions.url ?? '')] ?? []
    if (!request.headers.authorization && UNSAFE.has(request.method)) refuseOtherSites(request)
    if (access === 'public') return
    request.asker = await identify(request, reply, { db, settings })
    if (access !== 'signed-in' && !access.includes(request.asker.role)) {
      throw new HubError('not-permitted', `this is not for the role ${request.asker.role}`)
    }
  })
}

async function identify(request: FastifyRequest, reply: FastifyReply, { db, settings }: Deps): Promise<Asker> {
  const [scheme, key] = (request.headers.authorization ?? '').split(' ')
  if (scheme) {
    if (scheme.toLowerCase() === 'bearer' && key) {
      if (isSame(key, settings.apiKey)) return { user: null, role: 'admin', expiresAt: null, id: 'api-key' }
      if (isSame(key, settings.serviceKey)) return { user: null, role: 'admin', expiresAt: null, id: 'service-key' }
    }
    throw new HubError('not-signed-in', 'this key is not one of ours')
  }
  const token = request.cookies[COOKIE]
  if (!token) throw new HubError('not-signed-in', 'send a session cookie or an API key')
  const session = await findSession(db, hashOf(token))
  if (!session) throw new HubError('not-signed-in', 'the session has ended: sign in again')
  if (session.renewed) setSessionCookie(request, reply, token)
  const { user, expiresAt } = session
  return { user, role: user.role, expiresAt, id: user.id }
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: SESSION_HOURS * 3_600
  })
}

/** A browser says where a request comes from; what is not a browser says nothing, and carries no one's cookie by chance. */
function refuseOtherSites(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw otherSite()
  const { origin } = request.headers
  if (site === undefined && origin !== undefined && hostOf(origin) !== request.host) throw otherSite()
}

const otherSite = (): HubError => new HubError('not-permitted', 'this request comes from another site')

function hostOf(origin: string): string {
  try {
    return new URL(origin).host
  } catch {
    return 'null' // "null" is what a browser sends for a page without an origin
  }
}
