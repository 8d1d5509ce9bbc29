import type { FastifyInstance } from 'fastify'
import { type Bus, createBus } from '../kit/bus.ts'
import { type CheckAdapter, ownKeys } from '../kit/hub-config.ts'
import { readInstances, removeInstance } from '../kit/instances.ts'
import { closeRedis, openRedis, type RedisClient } from '../kit/redis.ts'
import type { Service, ServiceDeps } from '../kit/service.ts'
import { consumerName } from '../kit/streams.ts'
import { followSettings, type SettingsFollower } from '../kit/system-settings.ts'
import { adapterChecker, completeConfig } from './check.ts'
import { discoverAdapters } from './discover.ts'
import { incomingFiles } from './files.ts'
import { inboundRoutes } from './routes.ts'
import { type Runner, runAdapter } from './runner.ts'
import { spreadOver } from './spread.ts'

export { replayFile } from './replay.ts'

/** For hub.yaml's check at start: knows every adapter's own keys. */
export async function loadAdapterChecker(): Promise<CheckAdapter> {
  return adapterChecker(await discoverAdapters())
}

/** Chunks of traces that may lie in the stream before more are refused: some tens of megabytes. */
const TRACES_WAITING = 1_000

/** Over so many connections what comes in everywhere at once is published. */
const SPREAD = 4

/** Runs the adapters that hub.yaml names. */
export function createAdapterHost({ settings, hub, nearby, log: parent }: ServiceDeps): Service {
  const log = parent.child({ service: 'adapter-host' })
  const runners = new Map<string, Runner>()
  const connections: RedisClient[] = []
  let settingsFollower: SettingsFollower | undefined

  async function connect(name: string): Promise<RedisClient> {
    const client = await openRedis(settings.redisUrl, log, name)
    connections.push(client)
    return client
  }

  async function openSpread(first: Bus): Promise<Bus> {
    const others = Array.from({ length: SPREAD - 1 }, async (_, n) =>
      createBus({ redis: await connect(`intake-${n}`), connect, log })
    )
    return spreadOver([first, ...(await Promise.all(others))])
  }

  async function forgetRemoved(redis: RedisClient): Promise<void> {
    const named = new Set(hub.adapters.map(({ name }) => name))
    for (const { instance } of await readInstances(redis))
      if (!named.has(instance)) await removeInstance(redis, instance)
  }

  return {
    name: 'adapter-host',
    async register(app: FastifyInstance) {
      await app.register(async (scope) => inboundRoutes(scope, runners))
    },
    async start() {
      const manifests = await discoverAdapters()
      const redis = await connect('adapter-host')
      const bus = createBus({ redis, connect, log })
      const leases = await connect('leases')
      const traces = createBus({ redis, connect, log, maxLength: TRACES_WAITING })
      settingsFollower = followSettings({ redis, connect, log })
      const files = incomingFiles(settings.dataDir)
      await forgetRemoved(redis).catch((err: Error) => log.warn({ err: err.message }, 'old adapters are still listed'))
      const isSpread = hub.adapters.some(({ system }) => manifests.get(system)?.everywhere)
      const spread = isSpread ? await openSpread(bus) : bus
      for (const entry of hub.adapters) {
        const manifest = manifests.get(entry.system)
        if (!manifest) throw new Error(`there is no adapter '${entry.system}'`)
        const config = completeConfig(manifest, ownKeys(entry))
        const consumer = consumerName(settings.port)
        const isTraced = hub.trace.keepDays > 0 && entry.trace !== false
        const own = { settings: settingsFollower.of(entry.system), files }
        const common = { instance: entry.name, manifest, config, redis, leases, nearby, consumer, log, ...own }
        const deps = { ...common, bus: manifest.everywhere ? spread : bus }
        runners.set(entry.name, runAdapter({ ...deps, ...(isTraced && { traces }) }))
      }
    },
    async ready() {
      return connections[0]?.isReady ? [] : ['redis']
    },
    async stop() {
      await Promise.all([...runners.values()].map((runner) => runner.stop()))
      runners.clear()
      settingsFollower?.stop()
      for (const connection of connections.splice(0)) closeRedis(connection)
    }
  }
}
