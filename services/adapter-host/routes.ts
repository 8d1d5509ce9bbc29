import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { InboundRequest } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import type { Runner } from './runner.ts'

/** Vendors that call us: /hooks/{instance}/… goes to that instance, as raw bytes. */
export async function inboundRoutes(app: FastifyInstance, runners: ReadonlyMap<string, Runner>): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.all<{ Params: { instance: string; '*': string } }>(
    '/hooks/:instance/*',
    { schema: { hide: true } as object },
    async (request, reply) => {
      const runner = runners.get(request.params.instance)
      if (!runner) throw new HubError('not-found', `no adapter instance '${request.params.instance}'`)
      const adapter = runner.current()
      if (!adapter) throw new HubError('unavailable', 'this adapter runs elsewhere or is about to start')
      if (!adapter.onRequest) throw new HubError('not-found', 'this adapter takes no requests')
      const answer = await adapter.onRequest(toInbound(request, request.params['*']))
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
        .send(answer.body ?? '')
    }
  )
}

function toInbound(request: FastifyRequest, path: string): InboundRequest {
  const headers = Object.entries(request.headers).map(([k, v]) => [k, Array.isArray(v) ? v.join(', ') : v] as const)
  const url = new URL(request.url, 'http://localhost')
  return {
    method: request.method,
    path,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    remoteAddress: request.ip,
    body: (request.body as Uint8Array | undefined) ?? new Uint8Array()
  }
}
