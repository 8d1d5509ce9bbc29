import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Adapter, InboundRequest, InboundResponse } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import type { Runner } from './runner.ts'

const HIDDEN = { schema: { hide: true } as object }
/** The system that takes what is sent to /f/…; the first instance of it does. */
const FORMS = 'forms'

/**
 * Vendors that call us: /hooks/{instance}/… goes to that instance, as raw bytes. Forms: /f/{key} and /f/{key}/visit go to
 * the instance of the system `forms`, as a stream.
 */
export async function inboundRoutes(app: FastifyInstance, runners: ReadonlyMap<string, Runner>): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.all<{ Params: { instance: string; '*': string } }>('/hooks/:instance/*', HIDDEN, async (request, reply) => {
      const runner = runners.get(request.params.instance)
      if (!runner) throw new HubError('not-found', `no adapter instance '${request.params.instance}'`)
      const body = (request.body as Uint8Array | undefined) ?? new Uint8Array()
      return send(reply, await ask(runner, { ...toInbound(request, request.params['*']), body }))
    })
  })
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    const handOn = async (request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> => {
      const runner = [...runners.values()].find(({ system }) => system === FORMS)
      if (!runner) throw new HubError('not-found', 'this hub takes no forms')
      const stream = request.raw
      const answer = await ask(runner, { ...toInbound(request, path), ...{ body: new Uint8Array(), stream } })
      if (hasBody(request) && !(await readOut(stream))) reply.header('connection', 'close')
      return send(reply, answer)
    }
    scope.all<{ Params: { name: string } }>('/f/:name', HIDDEN, (request, reply) =>
      handOn(request, reply, request.params.name)
    )
    scope.all<{ Params: { name: string } }>('/f/:name/visit', HIDDEN, (request, reply) =>
      handOn(request, reply, `${request.params.name}/visit`)
    )
  })
}

async function ask(runner: Runner, request: InboundRequest): Promise<InboundResponse> {
  const adapter: Adapter | undefined = runner.current()
  if (!adapter) throw new HubError('unavailable', 'this adapter runs elsewhere or is about to start')
  if (!adapter.onRequest) throw new HubError('not-found', 'this adapter takes no requests')
  return adapter.onRequest(request)
}

const send = (reply: FastifyReply, { status, headers = {}, body = '' }: InboundResponse): FastifyReply =>
  reply.code(status).headers(headers).send(body)

/** Of what is refused so much is read, and waited for, all the same. */
const READ_OUT_BYTES = 2_097_152
const READ_OUT_MS = 1_000

/**
 * Whoever is still sending when the connection is closed never hears the answer: the rest of what they send is read and thrown
 * away first. False when it is too much, or does not come.
 */
async function readOut(stream: IncomingMessage): Promise<boolean> {
  if (stream.readableEnded || stream.destroyed) return stream.readableEnded
  let left = READ_OUT_BYTES
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), READ_OUT_MS)
    const onData = ({ length }: Uint8Array): void => {
      left -= length
      if (left < 0) done(false)
    }
    const onEnd = (): void => done(true)
    const onClose = (): void => done(false)
    function done(isWhole: boolean): void {
      clearTimeout(timer)
      stream.off('data', onData).off('end', onEnd).off('close', onClose).pause()
      resolve(isWhole)
    }
    stream.on('data', onData).on('end', onEnd).on('close', onClose).resume()
  })
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function toInbound({ method, url, headers, ip }: FastifyRequest, path: string): Omit<InboundRequest, 'body'> {
  const said: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(headers)) said[name] = Array.isArray(value) ? value.join(', ') : value
  const at = url.indexOf('?')
  const queryString = at < 0 ? '' : url.slice(at + 1)
  const query = at < 0 ? {} : Object.fromEntries(new URLSearchParams(queryString))
  return { method, path, query, queryString, headers: said, remoteAddress: ip }
}
