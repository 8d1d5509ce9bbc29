import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { Credentials, Session } from '../../../contracts/rest.ts'
import { findCredentials } from '../users/store.ts'
import { askerOf, COOKIE, setSessionCookie } from './asker.ts'
import type { Attempts } from './attempts.ts'
import type { Passwords } from './passwords.ts'
import { addSession, removeSession } from './store.ts'
import { hashOf, newToken } from './tokens.ts'

interface Options {
  readonly db: pg.Pool
  readonly passwords: Passwords
  readonly attempts: Attempts
}

const WRONG = 'no such login, or the password is wrong'

export const authRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, passwords, attempts }) => {
  app.post(
    '/session',
    {
      schema: {
        summary: 'Sign in. The answer sets the cookie of the session.',
        tags: ['session'],
        security: [],
        body: Credentials,
        response: { 200: Session }
      }
    },
    async (request, reply) => {
      const { login, password } = request.body
      await attempts.begin(login, request.ip)
      const found = await findCredentials(db, login)
      const right = await passwords.isRight(found?.passwordHash, password)
      if (!found?.user.active || !right) {
        await attempts.failed(request.ip)
        throw new HubError('wrong-credentials', WRONG)
      }
      await attempts.succeeded(login)
      const token = newToken()
      const expiresAt = await addSession(db, hashOf(token), found.user.id)
      setSessionCookie(request, reply, token)
      return { user: found.user, role: found.user.role, expiresAt: expiresAt.toISOString() }
    }
  )

  app.get(
    '/session',
    { schema: { summary: 'Who am I', tags: ['session'], response: { 200: Session } } },
    async (request) => {
      const { user, role, expiresAt } = askerOf(request)
      return { user, role, expiresAt: expiresAt?.toISOString() ?? null }
    }
  )

  app.delete(
    '/session',
    { schema: { summary: 'Sign out', tags: ['session'], response: { 204: Type.Null() } } },
    async (request, reply) => {
      const token = request.cookies[COOKIE]
      if (token) await removeSession(db, hashOf(token))
      reply.clearCookie(COOKIE, { path: '/' })
      return reply.code(204).send(null)
    }
  )
}
