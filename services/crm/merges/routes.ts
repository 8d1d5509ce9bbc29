import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Merge, MergeDone, MergePreview, NewMerge } from '../../../contracts/merge.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import { CursorText, cut, DEFAULT_LIMIT, decodePlace, IdParams, Limit } from '../paging.ts'
import { requireContact, sightOf } from '../visibility.ts'
import { type MergeDeps, mergeContacts, previewMerge, undo } from './service.ts'
import { findMerge, listMerges } from './store.ts'

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
      const asker = askerOf(request)
      for (const id of [request.body.winner, ...request.body.losers]) await requireContact(deps.db, sightOf(asker), id)
      if (request.body.preview) return previewMerge(deps, request.body)
      return reply.code(201).send(await mergeContacts(deps, request.body, asker.user?.id ?? null))
    }
  )

  app.post(
    '/contacts/merges/:id/undo',
    { schema: { summary: 'Take a merge back', tags, params: IdParams, response: { 200: MergeDone } } },
    async (request) => {
      const asker = askerOf(request)
      const merge = await findMerge(deps.db, request.params.id)
      if (merge) await requireContact(deps.db, sightOf(asker), merge.winner)
      return undo(deps, request.params.id, asker.user?.id ?? null)
    }
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
    async (request) => {
      const { contact, cursor, limit = DEFAULT_LIMIT } = request.query
      const sight = sightOf(askerOf(request))
      const before = cursor === undefined ? undefined : decodePlace(cursor)
      return cut(await listMerges(deps.db, { contact, sight }, before, limit + 1), limit, ({ at, id }) => ({ at, id }))
    }
  )
}
