import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NewCall } from '../../../contracts/rest.ts'
import type { RedisClient } from '../../kit/redis.ts'
import { askerOf } from '../auth/asker.ts'
import { IdParams } from '../paging.ts'
import { once } from './idempotent.ts'
import { createPace } from './pace.ts'
import { type CallDeps, hangUp, makeCall } from './service.ts'

interface Options {
  readonly calls: CallDeps
  readonly redis: RedisClient
}

const Accepted = Type.Object({ interaction: Type.Object({ id: Type.String({ format: 'uuid' }) }) })
const Headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'the same key, the same answer, one call' })
  )
})
const tags = ['calls']

export const callRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { calls, redis }) => {
  const checkPace = createPace(redis, calls.hub.dialing.maxPerMinute)

  app.post(
    '/calls',
    {
      schema: {
        summary: 'Call: your own phone rings first, then the number. The interaction is there at once.',
        tags,
        body: NewCall,
        headers: Headers,
        response: { 202: Accepted }
      }
    },
    async (request, reply) => {
      const asker = askerOf(request)
      const key = request.headers['idempotency-key']
      const work = async (): Promise<string> => {
        await checkPace(asker.id)
        return makeCall(calls, asker, request.body)
      }
      const id = key ? await once(calls.db, { asker: asker.id, key, body: request.body }, work) : await work()
      return reply.code(202).header('location', `/api/v1/interactions/${id}`).send({ interaction: { id } })
    }
  )

  app.post(
    '/calls/:id/hangup',
    { schema: { summary: 'End a call', tags, params: IdParams, response: { 202: Accepted } } },
    async (request, reply) => {
      const id = await hangUp(calls, askerOf(request), request.params.id)
      return reply.code(202).send({ interaction: { id } })
    }
  )
}
