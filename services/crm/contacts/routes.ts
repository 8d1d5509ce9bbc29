import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { Type } from 'typebox'
import { Contact, ContactPatch, NewContact } from '../../../contracts/contact.ts'
import { ContactFilter, FIELD_FILTERS } from '../../../contracts/contact-filter.ts'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import type { Publisher } from '../feed/publisher.ts'
import { CursorText, cutById, DEFAULT_LIMIT, IdParams, Limit } from '../paging.ts'
import { readFilter } from '../segments/filter.ts'
import { requireContact, requireInteraction, sightOf } from '../visibility.ts'
import { changeContact, createContact } from './service.ts'
import { findContact, listContacts } from './store.ts'

interface Options {
  readonly db: pg.Pool
  readonly region: string
  readonly publisher: Publisher
  readonly forgetPops: () => void
}

const tags = ['contacts']
const ListQuery = Type.Object(
  { ...ContactFilter.properties, cursor: CursorText, limit: Limit },
  { additionalProperties: false, patternProperties: FIELD_FILTERS }
)

export const contactRoutes: FastifyPluginAsyncTypebox<Options> = async (app, deps) => {
  const { db, region } = deps

  app.get(
    '/contacts',
    { schema: { summary: 'Contacts, newest first', tags, querystring: ListQuery, response: { 200: page(Contact) } } },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, ...filter } = request.query
      const asker = askerOf(request)
      const { search, where } = await readFilter(db, filter, asker, region)
      const page = { before: cursor, limit: limit + 1, sight: sightOf(asker) }
      return cutById(await listContacts(db, search, page, where), limit)
    }
  )

  app.post(
    '/contacts',
    { schema: { summary: 'Add a contact', tags, body: NewContact, response: { 201: Contact } } },
    async (request, reply) => {
      const { body } = request
      const asker = askerOf(request)
      if (body.interaction !== undefined) await requireInteraction(db, sightOf(asker), body.interaction)
      const contact = await createContact(deps, body, asker.user?.id ?? null)
      return reply.code(201).header('location', `/api/v1/contacts/${contact.id}`).send(contact)
    }
  )

  app.get(
    '/contacts/:id',
    { schema: { summary: 'One contact', tags, params: IdParams, response: { 200: Contact } } },
    async (request) => {
      await requireContact(db, sightOf(askerOf(request)), request.params.id)
      return known(await findContact(db, request.params.id))
    }
  )

  app.patch(
    '/contacts/:id',
    {
      schema: { summary: 'Change a contact', tags, params: IdParams, body: ContactPatch, response: { 200: Contact } }
    },
    async (request) => {
      await requireContact(db, sightOf(askerOf(request)), request.params.id)
      return changeContact(deps, request.params.id, request.body)
    }
  )
}

function known(contact: Contact | undefined): Contact {
  if (!contact) throw new HubError('not-found', 'no such contact')
  return contact
}
