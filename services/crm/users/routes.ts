import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { CreatedUser, NewUser, page, User, UserPatch } from '../../../contracts/rest.ts'
import type { Passwords } from '../auth/passwords.ts'
import type { Publisher } from '../feed/publisher.ts'
import { CursorText, IdParams } from '../paging.ts'
import { changeUser, createUser } from './service.ts'
import { findUser, listUsers } from './store.ts'

interface Options {
  readonly db: pg.Pool
  readonly passwords: Passwords
  readonly publisher: Publisher
}

const MAX_PAGE = 1_000
const Query = Type.Object(
  { cursor: CursorText, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE })) },
  { additionalProperties: false }
)
const tags = ['users']

export const userRoutes: FastifyPluginAsyncTypebox<Options> = async (app, deps) => {
  app.get(
    '/users',
    { schema: { summary: 'All users', tags, querystring: Query, response: { 200: page(User) } } },
    async ({ query }) => {
      const limit = query.limit ?? MAX_PAGE
      const users = await listUsers(deps.db, query.cursor, limit + 1)
      const items = users.slice(0, limit)
      return { items, nextCursor: users.length > limit ? (items.at(-1)?.id ?? null) : null }
    }
  )

  app.get(
    '/users/:id',
    { schema: { summary: 'One user', tags, params: IdParams, response: { 200: User } } },
    async ({ params }) => {
      const user = await findUser(deps.db, params.id)
      if (!user) throw new HubError('not-found', 'no such user')
      return user
    }
  )

  app.post(
    '/users',
    {
      schema: {
        summary: 'Add a user. Without a password the hub makes one up and shows it this once.',
        tags,
        body: NewUser,
        response: { 201: CreatedUser }
      }
    },
    async ({ body }, reply) => {
      const user = await createUser(deps, body)
      return reply.code(201).header('location', `/api/v1/users/${user.id}`).send(user)
    }
  )

  app.patch(
    '/users/:id',
    { schema: { summary: 'Change a user', tags, params: IdParams, body: UserPatch, response: { 200: User } } },
    async ({ params, body }) => changeUser(deps, params.id, body)
  )
}
