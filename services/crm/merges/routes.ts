import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Merge, MergeDone, MergePreview, NewMerge } from '../../../contracts/merge.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import { CursorText, cut, DEFAULT_LIMIT, decodePlace, IdParams, Limit } from '../paging.ts'
import { type MergeDeps, mergeContacts, previewMerge, undo } from './service.ts'
import { listMerges } from './store.ts'

const tags = ['contacts']
const ListQuery = Type.Object(
  {
    contact: Type.Optional(Type.String({ format: 'uuid', description: 'only those that it had a part in' })),
    cursor: CursorText,
    limit: Limit
  },
  { additionalProperties: false }
)

export const mergeRoutes: FastifyPluginAsyncTypebox<MergeDeps> = async (app, deps) => {
  app.post(
    '/contacts/merges',
    {
      schema: {
        summary: 'Merge contacts into one, or see what would come of it (preview)',
        tags,
        body: NewMerge,
        response: { 200: MergePreview, 201: MergeDone }
      }
    },
    async (request, reply) => {
      if (request.body.preview) return previewMerge(deps, request.body)
      return reply.code(201).send(await mergeContacts(deps, request.body, askerOf(request).user?.id ?? null))
    }
  )

  app.post(
    '/contacts/merges/:id/undo',
    { schema: { summary: 'Take a merge back', tags, params: IdParams, response: { 200: MergeDone } } },
    async (request) => undo(deps, request.params.id, askerOf(request).user?.id ?? null)
  )

  app.get(
    '/contacts/merges',
    {
      schema: {
        summary: 'Who merged whom, newest first, undone or not',
        tags,
        querystring: ListQuery,
        response: { 200: page(Merge) }
      }
    },
    async ({ query: { contact, cursor, limit = DEFAULT_LIMIT } }) => {
      const before = cursor === undefined ? undefined : decodePlace(cursor)
      return cut(await listMerges(deps.db, contact, before, limit + 1), limit, ({ at, id }) => ({ at, id }))
    }
  )
}
