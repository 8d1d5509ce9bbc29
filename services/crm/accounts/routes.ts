import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { Account, AccountPatch, AccountView, NewAccount } from '../../../contracts/account.ts'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import type { Publisher } from '../feed/publisher.ts'
import { CursorText, cutById, DEFAULT_LIMIT, IdParams, Limit } from '../paging.ts'
import { searchOf } from '../search.ts'
import { sightOf } from '../visibility.ts'
import { changeAccount, createAccount } from './service.ts'
import { branchesOf, findAccount, listAccounts, staffOf } from './store.ts'

interface Options {
  readonly db: pg.Pool
  readonly region: string
  readonly publisher: Pick<Publisher, 'publish'>
  readonly forgetPops: () => void
}

const closed = { additionalProperties: false }
const ListQuery = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 200, description: 'words of the name, a domain or a tax id' })),
    cursor: CursorText,
    limit: Limit
  },
  closed
)
const StaffQuery = Type.Object({ cursor: CursorText, limit: Limit }, closed)
const MAX_BRANCHES = 200
const tags = ['accounts']

export const accountRoutes: FastifyPluginAsyncTypebox<Options> = async (app, deps) => {
  const { db, region } = deps

  app.get(
    '/accounts',
    {
      schema: { summary: 'Organisations, newest first', tags, querystring: ListQuery, response: { 200: page(Account) } }
    },
    async ({ query: { q, cursor, limit = DEFAULT_LIMIT } }) => {
      const words = searchOf(q ?? '', region)?.words ?? []
      return cutById(await listAccounts(db, words, cursor, limit + 1), limit)
    }
  )

  app.post(
    '/accounts',
    { schema: { summary: 'Add an organisation or a branch', tags, body: NewAccount, response: { 201: Account } } },
    async ({ body }, reply) => {
      const account = await createAccount(deps, body)
      return reply.code(201).header('location', `/api/v1/accounts/${account.id}`).send(account)
    }
  )

  app.get(
    '/accounts/:id',
    {
      schema: {
        summary: 'One organisation with its branches and a page of its staff; the cursor is for the staff',
        tags,
        params: IdParams,
        querystring: StaffQuery,
        response: { 200: AccountView }
      }
    },
    async (request) => {
      const { id } = request.params
      const { cursor, limit = DEFAULT_LIMIT } = request.query
      const account = await findAccount(db, id)
      if (!account) throw new HubError('not-found', 'no such organisation')
      const [branches, staff] = await Promise.all([
        branchesOf(db, id, MAX_BRANCHES),
        staffOf(db, id, { before: cursor, limit: limit + 1, sight: sightOf(askerOf(request)) })
      ])
      return { ...account, branches, staff: cutById(staff, limit) }
    }
  )

  app.patch(
    '/accounts/:id',
    {
      schema: {
        summary: 'Change an organisation; a list that is given replaces the one that was',
        tags,
        params: IdParams,
        body: AccountPatch,
        response: { 200: Account }
      }
    },
    async ({ params, body }) => changeAccount(deps, params.id, body)
  )
}
