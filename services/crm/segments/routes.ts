import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { uuidv7 } from 'uuidv7'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { NewSegment, Segment, SegmentPatch } from '../../../contracts/segment.ts'
import { type Asker, askerOf } from '../auth/asker.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { CursorText, cutById, IdParams } from '../paging.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { checkFilter, maySee } from './filter.ts'
import { deleteSegment, findSegment, insertSegment, listSegments, updateSegment } from './store.ts'

const MAX_PAGE = 500
const Query = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['contacts', 'interactions'], { type: 'string' })),
    cursor: CursorText,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE }))
  },
  { additionalProperties: false }
)
const tags = ['segments']
const summary = "The asker's own segments and those that are shared"

interface Options {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
}

export const segmentRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, publisher }) => {
  /** One transaction; that there is another segment, or none, is told of when it is committed. */
  async function write(change: (tx: Db) => Promise<Segment & { removed?: true }>): Promise<Segment> {
    const { segment, rows } = await inTransaction(db, async (tx) => {
      const { removed, ...segment } = await change(tx)
      const { id, kind, shared } = segment
      const told = { id, kind, shared, ...(removed ? { removed } : {}) }
      return { segment, rows: await appendFeed(tx, 'segment', told) }
    })
    publisher.publish(rows)
    return segment
  }

  app.get(
    '/segments',
    { schema: { summary, tags, querystring: Query, response: { 200: page(Segment) } } },
    async (request) => {
      const { kind, cursor, limit = MAX_PAGE } = request.query
      const user = askerOf(request).user?.id ?? null
      return cutById(await listSegments(db, user, kind, cursor, limit + 1), limit)
    }
  )

  app.post(
    '/segments',
    { schema: { summary: 'Save a filter under a name', tags, body: NewSegment, response: { 201: Segment } } },
    async (request, reply) => {
      const asker = askerOf(request)
      await checkFilter(db, request.body, asker)
      const id = uuidv7()
      const segment = await write(async (tx) => {
        await insertSegment(tx, id, asker.user?.id ?? null, request.body)
        return known(tx, id, asker)
      })
      return reply.code(201).send(segment)
    }
  )

  app.patch(
    '/segments/:id',
    {
      schema: {
        summary: 'Change a segment of one’s own; an administrator any that is shared',
        tags,
        params: IdParams,
        body: SegmentPatch,
        response: { 200: Segment }
      }
    },
    async (request) => {
      const asker = askerOf(request)
      const { id } = request.params
      return write(async (tx) => {
        const segment = await mine(tx, id, asker)
        await checkFilter(tx, { ...segment, ...request.body }, asker)
        await updateSegment(tx, id, request.body)
        return known(tx, id, asker)
      })
    }
  )

  app.delete(
    '/segments/:id',
    {
      schema: { summary: 'Remove a segment', tags, params: IdParams, response: { 204: Type.Null() } }
    },
    async (request, reply) => {
      await write(async (tx) => {
        const segment = await mine(tx, request.params.id, askerOf(request))
        await deleteSegment(tx, segment.id)
        return { ...segment, removed: true }
      })
      return reply.code(204).send(null)
    }
  )
}

async function known(db: Db, id: string, asker: Asker): Promise<Segment> {
  const segment = await findSegment(db, id)
  if (!segment || !maySee(segment, asker)) throw new HubError('not-found', 'no such segment')
  return segment
}

async function mine(db: Db, id: string, asker: Asker): Promise<Segment> {
  const segment = await known(db, id, asker)
  const isMine = (segment.owner?.id ?? null) === (asker.user?.id ?? null)
  if (!isMine && asker.role !== 'admin') throw new HubError('not-permitted', "this segment is somebody else's")
  return segment
}
