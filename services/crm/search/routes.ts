import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { SearchResult } from '../../../contracts/search.ts'
import { askerOf } from '../auth/asker.ts'
import { Limit } from '../paging.ts'
import { searchOf } from '../search.ts'
import { sightOf } from '../visibility.ts'
import { search } from './service.ts'

const Query = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: 200 }),
    kind: Type.Optional(Type.Enum(['contacts', 'interactions'], { type: 'string', description: 'both by default' })),
    limit: Limit
  },
  { additionalProperties: false }
)
const DEFAULT_RESULTS = 20

export const searchRoutes: FastifyPluginAsyncTypebox<{ db: pg.Pool; region: string }> = async (app, { db, region }) => {
  app.get(
    '/search',
    {
      schema: {
        summary:
          'Contacts and interactions by what they say, name, number or address, newest first; also while it is typed',
        tags: ['search'],
        querystring: Query,
        response: { 200: SearchResult }
      }
    },
    async (request) => {
      const { q, kind, limit = DEFAULT_RESULTS } = request.query
      const typed = searchOf(q, region)
      if (!typed) return { contacts: [], interactions: [], corrected: null }
      return search(db, typed, { kind, limit, sight: sightOf(askerOf(request)) })
    }
  )
}
