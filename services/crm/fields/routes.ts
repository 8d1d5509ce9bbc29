import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { uuidv7 } from 'uuidv7'
import { ContactField, ContactFieldPatch, NewContactField } from '../../../contracts/contact-field.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { FeedItem } from '../../../contracts/feed.ts'
import { page } from '../../../contracts/rest.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { faultAt } from '../input.ts'
import { IdParams } from '../paging.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { allFields, countValues, deleteField, findField, insertField, removeValues, updateField } from './store.ts'

const MAX_FIELDS = 200
const tags = ['contact-fields']
const DeleteQuery = Type.Object(
  { withValues: Type.Optional(Type.Boolean({ description: 'remove what contacts have in it, too, for ever' })) },
  { additionalProperties: false }
)

interface Options {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
}

export const fieldRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, publisher }) => {
  /** One transaction, whose field is told of when it is committed. */
  async function write(change: (tx: Db) => Promise<FieldChange>): Promise<FieldChange> {
    const { field, rows } = await inTransaction(db, async (tx) => {
      const field = await change(tx)
      return { field, rows: await appendFeed(tx, 'contact-field', field) }
    })
    publisher.publish(rows)
    return field
  }

  app.get(
    '/contact-fields',
    {
      schema: { summary: 'All custom fields of contacts, in their order', tags, response: { 200: page(ContactField) } }
    },
    async () => ({ items: [...(await allFields(db)).values()], nextCursor: null })
  )

  app.post(
    '/contact-fields',
    { schema: { summary: 'Define a field', tags, body: NewContactField, response: { 201: ContactField } } },
    async ({ body }, reply) => {
      const id = uuidv7()
      const field = await write(async (tx) => {
        if ((await allFields(tx)).size >= MAX_FIELDS) {
          throw new HubError('conflict', `there are ${MAX_FIELDS} fields already: remove one first`)
        }
        if (!(await insertField(tx, id, body))) throw taken()
        return checked(tx, id)
      })
      return reply.code(201).send(field)
    }
  )

  app.patch(
    '/contact-fields/:id',
    {
      schema: {
        summary: 'Change a field; its key and type stay. What contacts have in it is not changed.',
        tags,
        params: IdParams,
        body: ContactFieldPatch,
        response: { 200: ContactField }
      }
    },
    async ({ params: { id }, body }) =>
      write(async (tx) => {
        if (!(await updateField(tx, id, body))) throw missing()
        return checked(tx, id)
      })
  )

  app.delete(
    '/contact-fields/:id',
    {
      schema: {
        summary: 'Remove a field that no contact has a value in; to keep the values, archive it',
        tags,
        params: IdParams,
        querystring: DeleteQuery,
        response: { 204: Type.Null() }
      }
    },
    async ({ params: { id }, query: { withValues = false } }, reply) => {
      await write(async (tx) => ({ ...(await remove(tx, id, withValues)), removed: true }))
      return reply.code(204).send(null)
    }
  )
}

type FieldChange = Extract<FeedItem, { type: 'contact-field' }>['data']

async function remove(tx: Db, id: string, withValues: boolean): Promise<ContactField> {
  const field = await findField(tx, id)
  if (!field) throw missing()
  const values = withValues ? 0 : await countValues(tx, field.key)
  if (values > 0) {
    const many = values >= 1_000 ? '1000 contacts or more have' : `${values} contact(s) have`
    throw new HubError('conflict', `${many} a value in it: archive it, or remove it with ?withValues=true`)
  }
  await deleteField(tx, id)
  if (withValues) await removeValues(tx, field.key)
  return field
}

async function checked(tx: Db, id: string): Promise<ContactField> {
  const field = await findField(tx, id)
  if (!field) throw missing()
  const hasOptions = field.type === 'choice' || field.type === 'choices'
  if (hasOptions && field.options.length === 0) throw faultAt('/options', 'must name what can be chosen')
  if (!hasOptions && field.options.length > 0) throw faultAt('/options', 'is only for a choice or choices')
  return field
}

const missing = (): HubError => new HubError('not-found', 'no such field')
const taken = (): HubError =>
  new HubError('conflict', 'there is a field with this key', {
    extra: { errors: [{ field: '/key', message: 'is taken' }] }
  })
