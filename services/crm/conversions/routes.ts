import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { type Static, Type } from 'typebox'
import type { HubConfig } from '../../../contracts/config.ts'
import { Conversion, Network } from '../../../contracts/conversion.ts'
import { HubError } from '../../../contracts/errors.ts'
import { Time } from '../../../contracts/words.ts'
import { askerOf } from '../auth/asker.ts'
import { sightOf } from '../visibility.ts'
import { googleCsv, yandexCsv } from './csv.ts'
import { listConversions } from './store.ts'

interface Options {
  readonly db: pg.Pool
  readonly hub: Pick<HubConfig, 'conversions'>
}

const Query = Type.Object(
  {
    network: Network,
    since: Type.Optional(Type.Union([Time], { description: 'thirty days ago without it' })),
    until: Type.Optional(Time),
    id: Type.Optional(
      Type.Enum(['client-id', 'yclid'], {
        type: 'string',
        description: 'Yandex takes files of one kind of id: `client-id`, or those that have only a `yclid`'
      })
    )
  },
  { additionalProperties: false }
)
type Asked = Static<typeof Query>

/** An export is whole: more than this is asked for in parts. */
const MOST = 10_000
const THIRTY_DAYS_MS = 30 * 86_400_000
const tags = ['leads']

export const conversionRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, hub }) => {
  const { goals = [], timeZone = 'UTC' } = hub.conversions ?? {}

  async function read(request: FastifyRequest, { network, since, until }: Asked): Promise<Conversion[]> {
    const now = Date.now()
    const found = await listConversions(db, {
      ...{ network, goals, limit: MOST + 1, sight: sightOf(askerOf(request)) },
      since: since ?? new Date(now - THIRTY_DAYS_MS).toISOString(),
      until: until ?? new Date(now).toISOString()
    })
    if (found.length > MOST) throw new HubError('too-large', `more than ${MOST} at once: narrow since and until`)
    return found
  }

  const csvOf = (found: readonly Conversion[], { network, id = 'client-id' }: Asked): string =>
    network === 'google' ? googleCsv(found, timeZone) : yandexCsv(found, id)

  app.get(
    '/conversions',
    {
      schema: {
        summary: 'Leads that an advertisement network is told of, oldest first',
        tags,
        querystring: Query,
        response: { 200: Type.Object({ items: Type.Array(Conversion) }) }
      }
    },
    async (request) => ({ items: await read(request, request.query) })
  )

  app.get(
    '/conversions.csv',
    {
      schema: {
        summary: 'The same as a file in the columns that the network takes',
        tags,
        querystring: Query,
        produces: ['text/csv'],
        response: { 200: Type.Unsafe<string>({ type: 'string' }) }
      }
    },
    async (request, reply) => {
      const text = csvOf(await read(request, request.query), request.query)
      const { network } = request.query
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="conversions-${network}.csv"`)
        .header('x-content-type-options', 'nosniff')
        .send(text)
    }
  )
}
