import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import type { HubConfig } from '../../contracts/config.ts'
import { loadAdapterChecker } from '../adapter-host/app.ts'
import { serve } from '../kit/http.ts'
import { loadHubConfig } from '../kit/hub-config.ts'
import { createLog } from '../kit/log.ts'
import { createNearby } from '../kit/nearby.ts'
import type { Service, ServiceDeps } from '../kit/service.ts'
import { type PartialSettings, readSettings, type Settings } from '../kit/settings.ts'
import { CannotStart, portTaken } from './cannot-start.ts'
import { checkoutRoot } from './checkout.ts'
import { type DataDir, takeDataDir } from './data-dir.ts'
import { prepareDemo } from './demo/prepare.ts'
import { freePort, isFree, keepPorts } from './free-port.ts'
import { startPostgres } from './postgres.ts'
import { endLeftOver } from './process-identity.ts'
import { startRedis } from './redis-server.ts'
import { keepSecrets, type Secrets } from './secrets.ts'
import { allServices } from './services.ts'
import { tellFirstLogin } from './welcome.ts'

interface Hub {
  readonly url: string
  stop(): Promise<void>
}

/** Tells the person at the terminal. */
type Say = (line: string) => void

interface Plan {
  readonly settings: PartialSettings
  readonly root: string
  /** The parsed hub.yaml; undefined for the demonstration. */
  readonly config: HubConfig | undefined
  readonly log: Logger
  readonly say: Say
}

/**
 * Brings everything up, in this process: servers, then services. Throws before anything was started when the
 * configuration is at fault; later, after what was started has been stopped again.
 */
export async function startHub(env: NodeJS.ProcessEnv, say: Say, signal: AbortSignal): Promise<Hub> {
  const settings = readSettings(env)
  const config = await readConfig(settings, env)
  const log = createLog(settings.logLevel)
  const host = settings.host ?? (config ? '0.0.0.0' : '127.0.0.1')
  const port = settings.port === 0 ? await freePort() : settings.port
  const dataDir = await takeDataDir(settings.dataDir)
  const stops: (() => Promise<unknown>)[] = [async () => dataDir.release()]
  const stop = once(async () => {
    for (const each of stops.reverse()) await each().catch((err: unknown) => log.error({ err }, 'did not stop well'))
  })
  try {
    if (!(await isFree(port, host))) throw new CannotStart(portTaken(port))
    const plan: Plan = { settings: { ...settings, host, port }, root: checkoutRoot(), config, log, say }
    const url = await bringUp(plan, dataDir, stops, signal)
    return { url, stop }
  } catch (err) {
    await stop()
    throw err
  }
}

async function bringUp(
  plan: Plan,
  dataDir: DataDir,
  stops: (() => Promise<unknown>)[],
  signal: AbortSignal
): Promise<string> {
  const { settings, root, config, log, say } = plan
  await endLeftOvers(settings.dataDir)
  const { secrets, isNew } = await keepSecrets(settings.dataDir, settings)
  const demo = config ? undefined : prepareDemo({ root, dataDir: settings.dataDir, secrets, say, log })
  stops.push(async () => (await demo?.catch(() => undefined))?.stop())
  const urls = await startServers(plan, secrets, stops)
  signal.throwIfAborted()
  const made = await demo
  signal.throwIfAborted()
  const deps: ServiceDeps = {
    settings: complete(settings, secrets, urls),
    hub: config ?? made?.hub ?? fail('no configuration'),
    log,
    nearby: createNearby()
  }
  const services: Service[] = [...allServices(deps), ...(made ? [made.createService(deps)] : [])]
  const serving = await serve(services, deps)
  stops.push(() => serving.stop())
  dataDir.announce(serving.url)
  if (isNew) await tellFirstLogin(deps.settings, secrets, serving.url, say)
  if (made) say(made.notice)
  say(`Perezvon is at ${serving.url} (Ctrl-C stops it)`)
  return serving.url
}

/** What a hub that was killed left running still holds its ports. */
async function endLeftOvers(dataDir: string): Promise<void> {
  const files = { 'postgres/postgres': 'SIGINT', 'redis/redis': 'SIGTERM', 'demo-pbx/pbx': 'SIGTERM' } as const
  const all = Object.entries({ ...files, 'demo-pbx/outside': 'SIGTERM' } as const)
  await Promise.all(all.map(([name, signal]) => endLeftOver(join(dataDir, `${name}.pid`), signal, 15_000)))
}

async function readConfig(settings: PartialSettings, env: NodeJS.ProcessEnv): Promise<HubConfig | undefined> {
  const file = resolve(settings.configFile ?? 'hub.yaml')
  if (existsSync(file)) return loadHubConfig(file, env, await loadAdapterChecker())
  if (settings.configFile !== undefined) throw new CannotStart(`HUB_CONFIG names ${file}, and there is no such file`)
  return undefined
}

async function startServers(
  { settings, root, log, say }: Plan,
  secrets: Secrets,
  stops: (() => Promise<unknown>)[]
): Promise<{ databaseUrl: string; redisUrl: string }> {
  const { dataDir, databaseUrl, redisUrl } = settings
  const ports = await keepPorts(join(dataDir, 'ports.json'), ['postgres', 'redis'])
  const common = { root, dataDir, durable: true, log }
  if (!databaseUrl && !existsSync(join(dataDir, 'postgres'))) say('making the database …')
  const started = await Promise.allSettled([
    databaseUrl
      ? { url: databaseUrl, stop: async () => {} }
      : startPostgres({ ...common, port: ports.postgres, password: secrets.postgresPassword, database: 'perezvon' }),
    redisUrl
      ? { url: redisUrl, stop: async () => {} }
      : startRedis({ ...common, port: ports.redis, password: secrets.redisPassword })
  ])
  for (const each of started) if (each.status === 'fulfilled') stops.push(() => each.value.stop())
  for (const each of started) if (each.status === 'rejected') throw each.reason
  const [postgres, redis] = started.map((each) => (each.status === 'fulfilled' ? each.value.url : ''))
  return { databaseUrl: postgres ?? '', redisUrl: redis ?? '' }
}

function complete(
  settings: PartialSettings,
  secrets: Secrets,
  urls: { databaseUrl: string; redisUrl: string }
): Settings {
  return {
    ...settings,
    ...urls,
    adminLogin: settings.adminLogin ?? secrets.adminLogin,
    adminPassword: settings.adminPassword ?? secrets.adminPassword,
    apiKey: settings.apiKey ?? secrets.apiKey,
    serviceKey: settings.serviceKey ?? secrets.serviceKey,
    crmUrl: settings.crmUrl ?? `http://127.0.0.1:${settings.port}`
  }
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= action()
    return running
  }
}

function fail(why: string): never {
  throw new Error(why)
}
