import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { uuidv7 } from 'uuidv7'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { NewTeam, Team, TeamPatch } from '../../../contracts/team.ts'
import { Brief } from '../../../contracts/words.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { faultAt } from '../input.ts'
import { CursorText, cutById, IdParams } from '../paging.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { findTeam, insertTeam, listColleagues, listTeams, renameTeam, setMembers } from './store.ts'

const MAX_PAGE = 1_000
const Query = Type.Object(
  { cursor: CursorText, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE })) },
  { additionalProperties: false }
)
const tags = ['teams']

interface Options {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
}

export const teamRoutes: FastifyPluginAsyncTypebox<Options> = async (app, deps) => {
  const { db } = deps

  app.get(
    '/teams',
    { schema: { summary: 'All teams, with their members', tags, querystring: Query, response: { 200: page(Team) } } },
    async ({ query: { cursor, limit = MAX_PAGE } }) => cutById(await listTeams(db, cursor, limit + 1), limit)
  )

  app.get(
    '/colleagues',
    {
      schema: {
        summary: 'The names of all active users: whom a contact or a task can be given to',
        tags,
        querystring: Query,
        response: { 200: page(Brief) }
      }
    },
    async ({ query: { cursor, limit = MAX_PAGE } }) => cutById(await listColleagues(db, cursor, limit + 1), limit)
  )

  app.post(
    '/teams',
    { schema: { summary: 'Add a team', tags, body: NewTeam, response: { 201: Team } } },
    async ({ body: { name, members = [] } }, reply) => {
      const id = uuidv7()
      const team = await save(deps, id, async (tx) => {
        await insertTeam(tx, id, name)
        await writeMembers(tx, id, members)
      })
      return reply.code(201).send(team)
    }
  )

  app.patch(
    '/teams/:id',
    {
      schema: {
        summary: 'Change a team; a list of members replaces the one that was',
        tags,
        params: IdParams,
        body: TeamPatch,
        response: { 200: Team }
      }
    },
    async ({ params: { id }, body: { name, members } }) =>
      save(deps, id, async (tx) => {
        if (!(await renameTeam(tx, id, name))) throw new HubError('not-found', 'no such team')
        if (members) await writeMembers(tx, id, members)
      })
  )
}

async function writeMembers(tx: Db, id: string, members: readonly string[]): Promise<void> {
  const [unknown] = await setMembers(tx, id, members)
  if (unknown !== undefined) throw faultAt(`/members/${members.indexOf(unknown)}`, 'is wrong: there is no such user')
}

async function save({ db, publisher }: Options, id: string, write: (tx: Db) => Promise<void>): Promise<Team> {
  const { team, rows } = await inTransaction(db, async (tx) => {
    await write(tx)
    const team = await findTeam(tx, id)
    if (!team) throw new HubError('not-found', 'no such team')
    return { team, rows: await appendFeed(tx, 'team', team) }
  }).catch((err: unknown) => {
    if ((err as { code?: string }).code !== '23505') throw err
    const errors = [{ field: '/name', message: 'is taken' }]
    throw new HubError('conflict', "this name is another team's", { cause: err, extra: { errors } })
  })
  publisher.publish(rows)
  return team
}
