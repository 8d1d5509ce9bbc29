import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { Contact, ContactPatch, NewContact } from '../../../contracts/contact.ts'
import { ContactFilter, FIELD_FILTERS } from '../../../contracts/contact-filter.ts'
import { HubError } from '../../../contracts/errors.ts'
import { Interaction } from '../../../contracts/interaction.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import type { Publisher } from '../feed/publisher.ts'
import { listInteractions } from '../interactions/store.ts'
import { CursorText, cut, cutById, DEFAULT_LIMIT, decodePlace, IdParams, Limit } from '../paging.ts'
import { readFilter } from '../segments/filter.ts'
import { changeContact, createContact } from './service.ts'
import { findContact, listContacts } from './store.ts'

interface Options {
  readonly db: pg.Pool
  readonly region: string
  readonly publisher: Publisher
  readonly forgetPops: () => void
}

const closed = { additionalProperties: false }
const tags = ['contacts']
const ListQuery = Type.Object(
  { ...ContactFilter.properties, cursor: CursorText, limit: Limit },
  { additionalProperties: false, patternProperties: FIELD_FILTERS }
)
const TimelineQuery = Type.Object({ cursor: CursorText, limit: Limit }, closed)

export const contactRoutes: FastifyPluginAsyncTypebox<Options> = async (app, deps) => {
  const { db, region } = deps

  app.get(
    '/contacts',
    { schema: { summary: 'Contacts, newest first', tags, querystring: ListQuery, response: { 200: page(Contact) } } },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, ...filter } = request.query
      const { search, where } = await readFilter(db, filter, askerOf(request), region)
      return cutById(await listContacts(db, search, cursor, limit + 1, where), limit)
    }
  )

  app.post(
    '/contacts',
    { schema: { summary: 'Add a contact', tags, body: NewContact, response: { 201: Contact } } },
    async ({ body }, reply) => {
      const contact = await createContact(deps, body)
      return reply.code(201).header('location', `/api/v1/contacts/${contact.id}`).send(contact)
    }
  )

  app.get(
    '/contacts/:id',
    { schema: { summary: 'One contact', tags, params: IdParams, response: { 200: Contact } } },
    async ({ params }) => known(await findContact(db, params.id))
  )

  app.patch(
    '/contacts/:id',
    {
      schema: { summary: 'Change a contact', tags, params: IdParams, body: ContactPatch, response: { 200: Contact } }
    },
    async ({ params, body }) => changeContact(deps, params.id, body)
  )

  app.get(
    '/contacts/:id/timeline',
    {
      schema: {
        summary: 'All that happened with a contact, newest first',
        tags,
        params: IdParams,
        querystring: TimelineQuery,
        response: { 200: page(Interaction) }
      }
    },
    async ({ params, query: { cursor, limit = DEFAULT_LIMIT } }) => {
      const { id } = known(await findContact(db, params.id))
      const before = cursor === undefined ? undefined : decodePlace(cursor)
      const found = await listInteractions(db, { contact: id }, before, limit + 1)
      return cut(found, limit, ({ startedAt, id }) => ({ at: startedAt, id }))
    }
  )
}

function known(contact: Contact | undefined): Contact {
  if (!contact) throw new HubError('not-found', 'no such contact')
  return contact
}
