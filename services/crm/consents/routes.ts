import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { Consent, NewConsent } from '../../../contracts/consent.ts'
import { HubError } from '../../../contracts/errors.ts'
import { page } from '../../../contracts/rest.ts'
import { askerOf } from '../auth/asker.ts'
import { findContact, lockRecords, updateContact } from '../contacts/store.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { faultAt } from '../input.ts'
import { IdParams } from '../paging.ts'
import { inTransaction } from '../transaction.ts'
import { requireContact, sightOf } from '../visibility.ts'
import { findConsent, insertConsent, listConsents } from './store.ts'

interface Options {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
  readonly forgetPops: () => void
}

const MAX_SHOWN = 1_000
/** Clocks differ a little. */
const FUTURE_MS = 60_000
const tags = ['consents']

export const consentRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { db, publisher, forgetPops }) => {
  app.get(
    '/contacts/:id/consents',
    {
      schema: {
        summary: 'What a contact said of being called, written to and of their data: the newest for a purpose holds',
        tags,
        params: IdParams,
        response: { 200: page(Consent) }
      }
    },
    async (request) => {
      await requireContact(db, sightOf(askerOf(request)), request.params.id)
      const contact = await findContact(db, request.params.id)
      if (!contact) throw new HubError('not-found', 'no such contact')
      return { items: await listConsents(db, contact.id, MAX_SHOWN), nextCursor: null }
    }
  )

  app.post(
    '/contacts/:id/consents',
    {
      schema: {
        summary: 'Add to the log that a contact agreed, refused or withdrew',
        tags,
        params: IdParams,
        body: NewConsent,
        response: { 201: Consent }
      }
    },
    async (request, reply) => {
      const { body } = request
      if (body.at && Date.parse(body.at) > Date.now() + FUTURE_MS) throw faultAt('/at', 'is in the future')
      await requireContact(db, sightOf(askerOf(request)), request.params.id)
      const id = uuidv7()
      const by = askerOf(request).user?.id ?? null
      const { consent, rows } = await inTransaction(db, async (tx) => {
        const records = await lockRecords(tx, request.params.id)
        if (!records) throw new HubError('not-found', 'no such contact')
        const [root] = records
        await insertConsent(tx, { id, contact: request.params.id, by }, body)
        await updateContact(tx, root, {})
        const [consent, contact] = [await findConsent(tx, id), await findContact(tx, root)]
        if (!consent || !contact) throw new HubError('not-found', 'no such contact')
        return { consent, rows: await appendFeed(tx, 'contact', contact) }
      })
      forgetPops()
      publisher.publish(rows)
      return reply.code(201).send(consent)
    }
  )
}
