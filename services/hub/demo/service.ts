import type { FastifyInstance } from 'fastify'
import type { Service, ServiceDeps } from '../../kit/service.ts'
import { demoRoutes } from './routes.ts'
import { seed } from './seed.ts'
import type { Telephones } from './telephones.ts'

/** The demonstration's buttons and people. */
export function createDemoService(
  { settings, log: parent }: ServiceDeps,
  mode: 'live' | 'recorded',
  telephones: Telephones
): Service {
  const log = parent.child({ service: 'demo' })
  const ended = new AbortController()
  return {
    name: 'demo',
    async register(app: FastifyInstance) {
      await app.register(async (scope) => demoRoutes(scope, mode, telephones))
    },
    async start() {
      // It does not hold the hub up: without them it is a hub without people.
      void seed(settings, ended.signal).catch((err: Error) => {
        if (!ended.signal.aborted) log.error({ err: err.message }, "the demonstration's people are not all there")
      })
    },
    ready: async () => [],
    async stop() {
      ended.abort()
    }
  }
}
