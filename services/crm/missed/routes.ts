import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { MissedCall, MissedCallPatch, MissedCallSummary } from '../../../contracts/missed-call.ts'
import { page } from '../../../contracts/rest.ts'
import { type Asker, askerOf } from '../auth/asker.ts'
import { personOf, teamsOf, timeZoneOf } from '../concern.ts'
import { CursorText, cut, DEFAULT_LIMIT, decodePlace, IdParams, Limit } from '../paging.ts'
import type { Db } from '../transaction.ts'
import { sightOf } from '../visibility.ts'
import { changeMissed, type MissedDeps } from './service.ts'
import { findSeenMissed, listMissed, type MissedFilter, summariseMissed } from './store.ts'

const closed = { additionalProperties: false }
const tags = ['missed calls']
const Id = Type.String({ format: 'uuid' })
const Word = Type.String({ minLength: 1, maxLength: 200 })
const ListQuery = Type.Object(
  {
    state: Type.Optional(Type.Enum(['open', 'closed'], { type: 'string', description: '`open` by default' })),
    owner: Type.Optional(
      Type.Union([Type.Literal('me'), Type.Literal('none'), Id], { description: '`none`: nobody has taken it' })
    ),
    team: Type.Optional(Type.Union([Type.Literal('mine'), Id])),
    contact: Type.Optional(Id),
    line: Type.Optional(Word),
    queue: Type.Optional(Word),
    overdue: Type.Optional(Type.Boolean({ description: 'of closed ones: closed when it was overdue' })),
    cursor: CursorText,
    limit: Limit
  },
  closed
)
const SummaryQuery = Type.Object(
  { timeZone: Type.Optional(Type.String({ maxLength: 64, description: "that of 'today'; the hub's by default" })) },
  closed
)

export const missedRoutes: FastifyPluginAsyncTypebox<MissedDeps> = async (app, deps) => {
  const { db } = deps

  app.get(
    '/missed-calls',
    {
      schema: {
        summary: 'Customers who called and reached nobody: open ones by when they are due, closed ones newest first',
        tags,
        querystring: ListQuery,
        response: { 200: page(MissedCall) }
      }
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, ...query } = request.query
      const filter = await filterOf(db, query, askerOf(request))
      const after = cursor === undefined ? undefined : decodePlace(cursor)
      return cut(await listMissed(db, filter, after, limit + 1), limit, ({ id, dueAt, closedAt }) => ({
        at: closedAt ?? dueAt,
        id
      }))
    }
  )

  app.get(
    '/missed-calls/summary',
    {
      schema: {
        summary: 'How many are open and overdue, and how many were closed today',
        tags,
        querystring: SummaryQuery,
        response: { 200: MissedCallSummary }
      }
    },
    async (request) => summariseMissed(db, sightOf(askerOf(request)), timeZoneOf(request.query.timeZone))
  )

  app.get(
    '/missed-calls/:id',
    { schema: { summary: 'One missed call', tags, params: IdParams, response: { 200: MissedCall } } },
    async (request) => {
      const entry = await findSeenMissed(db, sightOf(askerOf(request)), request.params.id)
      if (!entry) throw new HubError('not-found', 'no such missed call')
      return entry
    }
  )

  app.patch(
    '/missed-calls/:id',
    {
      schema: {
        summary: 'Take it, hand it on, or close it by hand',
        tags,
        params: IdParams,
        body: MissedCallPatch,
        response: { 200: MissedCall }
      }
    },
    async (request) => changeMissed(deps, request.params.id, request.body, sightOf(askerOf(request)))
  )
}

type Query = Omit<Static<typeof ListQuery>, 'cursor' | 'limit'>

async function filterOf(db: Db, { state = 'open', owner, team, ...rest }: Query, asker: Asker): Promise<MissedFilter> {
  return {
    ...rest,
    state,
    sight: sightOf(asker),
    ...(owner === undefined ? {} : { owner: personOf('owner', owner, asker) }),
    ...(team === undefined ? {} : { teams: await teamsOf(db, team, asker) })
  }
}
