import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { Disposition, DispositionPatch, NewDisposition } from '../../../contracts/disposition.ts'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { faultAt } from '../input.ts'
import { IdParams } from '../paging.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { findDisposition, holdTree, insertDisposition, isBelow, listDispositions, updateDisposition } from './store.ts'

const tags = ['dispositions']

export const dispositionRoutes: FastifyPluginAsyncTypebox<{ db: pg.Pool }> = async (app, { db }) => {
  app.get(
    '/dispositions',
    {
      schema: {
        summary: 'What may have come of an interaction: a tree, told as one list, siblings in their order',
        tags,
        response: { 200: page(Disposition) }
      }
    },
    async () => ({ items: await listDispositions(db), nextCursor: null })
  )

  app.post(
    '/dispositions',
    { schema: { summary: 'Add a disposition', tags, body: NewDisposition, response: { 201: Disposition } } },
    async ({ body }, reply) => {
      const { parentId = null, active = true, place = 0, channels = null, direction = null, key, name } = body
      const one = { id: uuidv7(), key, name, parentId, active, place, channels, direction }
      await inTransaction(db, async (tx) => {
        await checkParent(tx, one.id, parentId)
        await insertDisposition(tx, one)
      }).catch((err: unknown) => {
        throw (err as { code?: string }).code === '23505' ? taken(err) : err
      })
      return reply.code(201).send(one)
    }
  )

  app.patch(
    '/dispositions/:id',
    {
      schema: {
        summary: 'Change a disposition, or move it with all that lies below it; its key stays',
        tags,
        params: IdParams,
        body: DispositionPatch,
        response: { 200: Disposition }
      }
    },
    async ({ params: { id }, body }) =>
      inTransaction(db, async (tx) => {
        if (body.parentId) await holdTree(tx)
        await checkParent(tx, id, body.parentId)
        const found = (await updateDisposition(tx, id, body)) ? await findDisposition(tx, id) : undefined
        if (!found) throw new HubError('not-found', 'no such disposition')
        return found
      })
  )
}

async function checkParent(tx: Db, id: string, parent: string | null | undefined): Promise<void> {
  if (!parent) return
  if (!(await findDisposition(tx, parent))) throw faultAt('/parentId', 'is no disposition')
  if (await isBelow(tx, parent, id)) throw faultAt('/parentId', 'lies below the disposition itself')
}

const taken = (cause: unknown): HubError =>
  new HubError('conflict', 'this key is taken', { cause, extra: { errors: [{ field: '/key', message: 'is taken' }] } })
