import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { HubError } from '../../../contracts/errors.ts'
import { WholeLead } from '../../../contracts/lead.ts'
import { type Asker, askerOf } from '../auth/asker.ts'
import { IdParams } from '../paging.ts'
import { sightOf } from '../visibility.ts'
import { declineLead, type OfferDeps, stopCall, takeLead } from './offers.ts'

const tags = ['leads']
const Whose = Type.Object(
  { user: Type.Optional(Type.String({ format: 'uuid', description: 'a program says for whom' })) },
  { additionalProperties: false }
)

/** Before whom the lead is: the asker, or whom a program names. */
function personOf({ user }: Asker, named: string | undefined): string {
  const person = user?.id ?? named
  if (person === undefined) throw new HubError('bad-input', 'a program says for which `user`')
  return person
}

export const offerRoutes: FastifyPluginAsyncTypebox<OfferDeps> = async (app, deps) => {
  app.post(
    '/leads/:id/take',
    {
      schema: {
        summary: 'Take a lead: it is the asker’s, and no longer before others. 409: somebody was quicker',
        tags,
        params: IdParams,
        response: { 200: WholeLead }
      }
    },
    async (request) => takeLead(deps, request.params.id, sightOf(askerOf(request)))
  )

  app.post(
    '/leads/:id/decline',
    {
      schema: {
        summary: 'It is not for the asker, before whom it is: the next is asked',
        tags,
        params: IdParams,
        querystring: Whose,
        response: { 204: Type.Null() }
      }
    },
    async (request, reply) => {
      await declineLead(deps, request.params.id, personOf(askerOf(request), request.query.user))
      return reply.code(204).send(null)
    }
  )

  app.post(
    '/leads/:id/stop-call',
    {
      schema: {
        summary: 'Its phone does not ring by itself; the lead stays before the asker',
        tags,
        params: IdParams,
        querystring: Whose,
        response: { 204: Type.Null() }
      }
    },
    async (request, reply) => {
      await stopCall(deps, request.params.id, personOf(askerOf(request), request.query.user))
      return reply.code(204).send(null)
    }
  )
}
