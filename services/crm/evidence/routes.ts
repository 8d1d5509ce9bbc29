import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdentityVerdict } from '../../../contracts/candidate.ts'
import { Interaction } from '../../../contracts/interaction.ts'
import { askerOf } from '../auth/asker.ts'
import { IdParams } from '../paging.ts'
import { requireContact, requireInteraction, sightOf } from '../visibility.ts'
import { type EvidenceDeps, sayIdentity } from './service.ts'

export const evidenceRoutes: FastifyPluginAsyncTypebox<EvidenceDeps> = async (app, deps) => {
  app.post(
    '/interactions/:id/identity',
    {
      schema: {
        summary: 'Say that it is this contact, or that it is not: remembered for the number or address, too',
        tags: ['interactions'],
        params: IdParams,
        body: IdentityVerdict,
        response: { 200: Interaction }
      }
    },
    async (request) => {
      const asker = askerOf(request)
      await requireInteraction(deps.db, sightOf(asker), request.params.id)
      await requireContact(deps.db, sightOf(asker), request.body.contact)
      return sayIdentity(deps, request.params.id, request.body, asker.user?.id ?? null)
    }
  )
}
