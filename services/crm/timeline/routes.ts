import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { TIMELINE_KINDS, TimelineItem, type TimelineKind } from '../../../contracts/timeline.ts'
import { askerOf } from '../auth/asker.ts'
import { CursorText, cut, DEFAULT_LIMIT, decodePlace, IdParams, Limit } from '../paging.ts'
import { requireContact, sightOf } from '../visibility.ts'
import { readTimeline } from './store.ts'

const Query = Type.Object(
  {
    kind: Type.Optional(
      Type.String({ maxLength: 100, description: `some of ${TIMELINE_KINDS.join(', ')}, with commas between` })
    ),
    cursor: CursorText,
    limit: Limit
  },
  { additionalProperties: false }
)

export const timelineRoutes: FastifyPluginAsyncTypebox<{ readonly db: pg.Pool }> = async (app, { db }) => {
  app.get(
    '/contacts/:id/timeline',
    {
      schema: {
        summary: 'All that happened with a contact, newest first',
        tags: ['contacts'],
        params: IdParams,
        querystring: Query,
        response: { 200: page(TimelineItem) }
      }
    },
    async (request) => {
      const { kind, cursor, limit = DEFAULT_LIMIT } = request.query
      const sight = sightOf(askerOf(request))
      const contact = request.params.id
      const kinds = kindsOf(kind)
      const before = cursor === undefined ? undefined : decodePlace(cursor)
      await requireContact(db, sight, contact)
      const rows = await readTimeline(db, { contact, kinds, before, sight, limit: limit + 1 })
      if (!rows) throw new HubError('not-found', 'no such contact')
      const { items, nextCursor } = cut(rows, limit, ({ at, id }) => ({ at: at.toISOString(), id }))
      return { items: items.map(({ item }) => item), nextCursor }
    }
  )
}

function kindsOf(text: string | undefined): readonly TimelineKind[] {
  if (text === undefined) return TIMELINE_KINDS
  const words = text.split(',')
  const strange = words.find((word) => !(TIMELINE_KINDS as readonly string[]).includes(word))
  if (strange === undefined) return words as TimelineKind[]
  const message = `${strange || 'nothing'} is no kind: take some of ${TIMELINE_KINDS.join(', ')}`
  throw new HubError('bad-input', message, { extra: { errors: [{ field: 'querystring:/kind', message }] } })
}
