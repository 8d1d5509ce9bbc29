import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { Duplicate } from '../../../contracts/merge.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import { CursorText, DEFAULT_LIMIT, IdParams, Limit } from '../paging.ts'
import { sightOf } from '../visibility.ts'
import { dismissDuplicate, pageOfDuplicates } from './service.ts'

const tags = ['contacts']
const ListQuery = Type.Object(
  {
    state: Type.Optional(Duplicate.properties.state),
    contact: Type.Optional(Type.String({ format: 'uuid', description: 'only those of this contact' })),
    cursor: CursorText,
    limit: Limit
  },
  { additionalProperties: false }
)

export const duplicateRoutes: FastifyPluginAsyncTypebox<{ db: pg.Pool }> = async (app, { db }) => {
  app.get(
    '/duplicates',
    {
      schema: {
        summary: 'Contacts that may be one, newest first, with what they have in common; open ones by default',
        tags,
        querystring: ListQuery,
        response: { 200: page(Duplicate) }
      }
    },
    async (request) => {
      const { state = 'open', contact, cursor, limit = DEFAULT_LIMIT } = request.query
      return pageOfDuplicates(db, { state, contact, cursor, limit, sight: sightOf(askerOf(request)) })
    }
  )

  app.post(
    '/duplicates/:id/dismiss',
    { schema: { summary: 'Say that they are two', tags, params: IdParams, response: { 200: Duplicate } } },
    async (request) => dismissDuplicate(db, request.params.id, askerOf(request))
  )
}
