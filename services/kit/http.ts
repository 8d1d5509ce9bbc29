import { randomUUID } from 'node:crypto'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { collectDefaultMetrics, register as metrics } from 'prom-client'
import { isConnectionError } from './postgres.ts'
import { answerProblem, answerUnknownRoute } from './problems.ts'
import { isRedisAway } from './redis.ts'
import type { Service, ServiceDeps } from './service.ts'

interface Serving {
  /** Where it listens, e.g. http://127.0.0.1:8080. */
  readonly url: string
  readonly app: FastifyInstance
  stop(): Promise<void>
}

const BODY_LIMIT = 1_048_576

/** Puts the services of this process behind one port, starts them, and adds /healthz, /readyz and /metrics. */
export async function serve(services: readonly Service[], { settings, log }: ServiceDeps): Promise<Serving> {
  const app = buildApp(log)
  addOperations(app, services)
  for (const service of services) await service.register?.(app)
  for (const service of services) service.attach?.(app.server)
  await app.ready()
  await app.listen({ port: settings.port, host: settings.host ?? '127.0.0.1' })
  const stop = async (): Promise<void> => {
    for (const service of [...services].reverse()) {
      await service
        .stop()
        .catch((err: unknown) => log.error({ err, service: service.name }, 'a service did not stop well'))
    }
    app.server.closeAllConnections()
    await app.close()
  }
  try {
    for (const service of services) await service.start()
  } catch (err) {
    await stop()
    throw err
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : settings.port
  return {
    url: `http://${settings.host === '0.0.0.0' ? '127.0.0.1' : (settings.host ?? '127.0.0.1')}:${port}`,
    app,
    stop
  }
}

/** The bare server: TypeBox validation, problem documents, limits. Tests build their apps on it, too. */
export function buildApp(log: ServiceDeps['log']): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    childLoggerFactory: (logger) => logger, // one for each request is dear, and hardly any says anything
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200 },
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    connectionTimeout: 0,
    forceCloseConnections: true,
    trustProxy: '127.0.0.1'
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.setErrorHandler((err, request, reply) =>
    answerProblem(err, request, reply, (cause) => isConnectionError(cause) || isRedisAway(cause))
  )
  app.setNotFoundHandler(answerUnknownRoute)
  return app as unknown as FastifyInstance
}

/** Not part of the public API document. */
const HIDDEN = { schema: { hide: true } as object }

function addOperations(app: FastifyInstance, services: readonly Service[]): void {
  collectDefaultMetricsOnce()
  app.get('/healthz', HIDDEN, async () => ({ status: 'up' }))
  app.get('/readyz', HIDDEN, async (_request, reply) => {
    const troubles = (await Promise.all(services.map((service) => service.ready()))).flat()
    if (troubles.length > 0) reply.code(503).header('retry-after', '2')
    return { status: troubles.length > 0 ? 'down' : 'up', troubles }
  })
  app.get('/metrics', HIDDEN, async (_request, reply) => {
    reply.type(metrics.contentType)
    return metrics.metrics()
  })
}

let collecting = false
function collectDefaultMetricsOnce(): void {
  if (!collecting) collectDefaultMetrics()
  collecting = true
}
