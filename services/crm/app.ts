import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { HubError } from '../../contracts/errors.ts'
import type { PreparedPop } from '../../contracts/feed.ts'
import { createBlobs, INCOMING_FILES } from '../kit/blobs.ts'
import { createBus } from '../kit/bus.ts'
import { exposeBusFigures } from '../kit/bus-metrics.ts'
import { createCommandSender } from '../kit/commands.ts'
import type { Consumer } from '../kit/consumer.ts'
import { readInstances } from '../kit/instances.ts'
import { isConnectionError } from '../kit/postgres.ts'
import { answerProblem } from '../kit/problems.ts'
import { closeRedis, isRedisAway, openRedis, type RedisClient } from '../kit/redis.ts'
import type { Service, ServiceDeps } from '../kit/service.ts'
import { AHEAD_CHANNEL, FEED_CHANNEL } from '../kit/streams.ts'
import { accountRoutes } from './accounts/routes.ts'
import { guard } from './auth/asker.ts'
import { createAttempts } from './auth/attempts.ts'
import { createPasswords } from './auth/passwords.ts'
import { authRoutes } from './auth/routes.ts'
import { callRoutes } from './calls/routes.ts'
import type { CallDeps } from './calls/service.ts'
import { consentRoutes } from './consents/routes.ts'
import { startConsumers } from './consumers.ts'
import { lookupRoutes } from './contacts/lookup.ts'
import { contactRoutes } from './contacts/routes.ts'
import { conversionRoutes } from './conversions/routes.ts'
import { dispositionRoutes } from './dispositions/routes.ts'
import { duplicateRoutes } from './duplicates/routes.ts'
import { createDurable } from './durable.ts'
import { evidenceRoutes } from './evidence/routes.ts'
import { createPublisher } from './feed/publisher.ts'
import { feedRoutes } from './feed/routes.ts'
import { fieldRoutes } from './fields/routes.ts'
import { fileRoutes } from './files/routes.ts'
import { formRoutes } from './forms/routes.ts'
import { busFigures, healthRoutes, postgresWorks, redisWorks } from './health.ts'
import { refuseNul } from './input.ts'
import { createPops } from './interactions/pop.ts'
import { interactionRoutes } from './interactions/routes.ts'
import { startJobs } from './jobs.ts'
import { leadRuleRoutes } from './lead-rules/routes.ts'
import { leadRoutes } from './leads/routes.ts'
import { mergeRoutes } from './merges/routes.ts'
import { missedRoutes } from './missed/routes.ts'
import { describe } from './openapi.ts'
import { openPools } from './pools.ts'
import { prepareDatabase } from './prepare.ts'
import { offerRoutes } from './routing/routes.ts'
import { createRouting } from './routing/start.ts'
import { searchRoutes } from './search/routes.ts'
import { segmentRoutes } from './segments/routes.ts'
import { taskRoutes } from './tasks/routes.ts'
import { teamRoutes } from './teams/routes.ts'
import { timelineRoutes } from './timeline/routes.ts'
import { traceRoutes } from './trace/routes.ts'
import { userRoutes } from './users/routes.ts'

/** As long as spam. */
const INCOMING_DAYS = 32

/** The contents of files, and how those that came with a form get there. */
function keepFiles(dataDir: string) {
  const blobs = createBlobs(join(dataDir, 'files'))
  const incoming = createBlobs(join(dataDir, INCOMING_FILES))
  return { blobs, adopt: (sha256: string) => blobs.adopt(sha256, incoming), prune: () => incoming.prune(INCOMING_DAYS) }
}

/** Everything that the core's parts are made from. */
function assemble({ settings, hub, log, nearby }: ServiceDeps, redis: RedisClient) {
  const pools = openPools(settings.databaseUrl, log)
  const { db, popsDb } = pools
  const durable = createDurable(db)
  const connect = (name: string): Promise<RedisClient> => openRedis(settings.redisUrl, log, `crm-${name}`)
  const bus = createBus({ redis, connect, log })
  const now = (): number => Date.now()
  function tell(channel: string, text: string): Promise<unknown> {
    nearby?.tell(channel, text)
    return redis.publish(channel, text)
  }
  const sendAhead = (text: string): void =>
    void tell(AHEAD_CHANNEL, text).catch((err: Error) => log.debug({ err: err.message }, 'not told'))
  const prepared = (pop: PreparedPop): void => sendAhead(JSON.stringify(pop))
  const pops = createPops({ db: popsDb, now, prepared })
  const publisher = createPublisher({
    send: (text) => tell(FEED_CHANNEL, text),
    sendAhead,
    popOf: pops.popOf,
    popOfLead: pops.popOfLead,
    log
  })
  const commands = createCommandSender({ bus, connect, log })
  const calls: CallDeps = { db, hub, commands, instances: () => readInstances(redis), publisher, log, now }
  const files = keepFiles(settings.dataDir)
  const routing = createRouting({ calls, redis, connect })
  const core = { pools, db, durable, redis, files, bus, pops, publisher, commands, calls, routing }
  return { ...core, passwords: createPasswords(), region: hub.region }
}
type Core = ReturnType<typeof assemble>

interface CrmOptions {
  /** Makes the first calls after a start as quick as the others, for 0.3 s of PostgreSQL's processor. */
  readonly rehearse?: boolean
}

/** The core: contacts, users, interactions and calls; the only owner of the database. */
export function createCrm(deps: ServiceDeps, { rehearse = true }: CrmOptions = {}): Service {
  const { settings, hub, log, nearby } = deps
  const stopping = new AbortController()
  let consumers: Consumer | undefined
  let core: Core | undefined
  let jobs: { stop(): void } | undefined
  let isPrepared = false

  async function open(): Promise<Core> {
    core ??= assemble(deps, await openRedis(settings.redisUrl, log, 'crm'))
    return core
  }

  return {
    name: 'crm',
    async register(app) {
      const parts = await open()
      await app.register(async (scope) => {
        scope.addHook('onRequest', async () => {
          if (!isPrepared) throw new HubError('unavailable', 'the database is being prepared')
        })
        await addRoutes(scope, parts, deps)
      })
    },
    async start() {
      const { pools, db, durable, redis, bus, publisher, calls, passwords, pops, files, routing } = await open()
      await prepareDatabase({ db, settings, hub, passwords, log, signal: stopping.signal })
      if (stopping.signal.aborted) return
      isPrepared = true
      if (rehearse) await pools.warmUp()
      exposeBusFigures(() => busFigures(bus))
      consumers = startConsumers({
        ...{ hub, log, nearby, port: settings.port, pools, durable, redis, bus, publisher, calls },
        ...{ adopt: files.adopt, forgetPops: pops.forget, wakeRouter: routing.wake }
      })
      jobs = startJobs(calls, { db, redis, log, pruneFiles: files.prune, forgetPops: pops.forget }, files.blobs)
      routing.start()
    },
    async ready() {
      if (!core || !isPrepared) return ['the database is being prepared']
      const [postgres, redis] = await Promise.all([postgresWorks(core.db), redisWorks(core.redis)])
      return [...(postgres ? [] : ['PostgreSQL is away']), ...(redis ? [] : ['Redis is away'])]
    },
    async stop() {
      stopping.abort()
      jobs?.stop()
      await consumers?.stop()
      if (!core) return
      const { commands, pools, redis, publisher, routing } = core
      core = undefined
      commands.stop()
      await routing.stop()
      await Promise.race([publisher.settled(), sleep(1_000, undefined, { ref: false })])
      closeRedis(redis)
      await pools.end()
    }
  }
}

async function addRoutes(scope: FastifyInstance, core: Core, { settings, hub, log }: ServiceDeps): Promise<void> {
  const { db, durable, redis, bus, pops, publisher, passwords, calls, region, files, routing } = core
  scope.setSerializerCompiler(() => (data) => JSON.stringify(data)) // what is answered was made by us: it is not cut
  scope.setErrorHandler((err, request, reply) => {
    const retryAfter = err instanceof HubError ? err.extra['retryAfter'] : undefined
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
    answerProblem(err, request, reply, (cause) => isConnectionError(cause) || isRedisAway(cause))
  })
  await scope.register(cookie)
  guard(scope, { db, settings })
  await describe(scope)
  scope.addHook('preHandler', async ({ body, query, params }) => {
    refuseNul(body)
    refuseNul({ query, params })
  })
  const prefix = '/api/v1'
  const forgetPops = pops.forget
  await scope.register(authRoutes, { prefix, db, passwords, attempts: createAttempts(redis) })
  await scope.register(userRoutes, { prefix, db, passwords, publisher })
  await scope.register(contactRoutes, { prefix, db, region, publisher, forgetPops })
  await scope.register(lookupRoutes, { prefix, db, region })
  await scope.register(mergeRoutes, { prefix, db, publisher, forgetPops })
  await scope.register(accountRoutes, { prefix, db, region, publisher, forgetPops })
  await scope.register(consentRoutes, { prefix, db, publisher, forgetPops })
  await scope.register(teamRoutes, { prefix, db, publisher })
  await scope.register(duplicateRoutes, { prefix, db })
  await scope.register(evidenceRoutes, { prefix, db, publisher, forgetPops })
  await scope.register(fieldRoutes, { prefix, db, publisher })
  await scope.register(fileRoutes, { prefix, db, blobs: files.blobs, publisher })
  await scope.register(segmentRoutes, { prefix, db, publisher })
  await scope.register(timelineRoutes, { prefix, db })
  await scope.register(searchRoutes, { prefix, db, region })
  await scope.register(interactionRoutes, { prefix, db, region, publisher, forgetPops })
  const { keepDays } = hub.trace
  await scope.register(traceRoutes, { prefix, db, keepDays, maskKey: settings.serviceKey })
  await scope.register(missedRoutes, { prefix, db, publisher })
  const { commands, instances } = calls
  await scope.register(formRoutes, { prefix, db, redis, log, commands, instances })
  const wakeRouter = routing.wake
  await scope.register(leadRoutes, { prefix, db, hub, publisher, forgetPops, wakeRouter, adopt: files.adopt })
  await scope.register(offerRoutes, { prefix, db, publisher, wake: wakeRouter })
  await scope.register(leadRuleRoutes, { prefix, db })
  await scope.register(conversionRoutes, { prefix, db, hub })
  await scope.register(taskRoutes, { prefix, db, publisher })
  await scope.register(dispositionRoutes, { prefix, db })
  await scope.register(callRoutes, { prefix, calls, redis })
  await scope.register(feedRoutes, { prefix, db, durable, pops })
  await scope.register(healthRoutes, { prefix, db, redis, bus })
}
