import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadAdapterChecker } from '../adapter-host/app.ts'
import { serve } from '../kit/http.ts'
import { loadHubConfig, parseHubConfig } from '../kit/hub-config.ts'
import { createLog } from '../kit/log.ts'
import { readSettings, type Settings } from '../kit/settings.ts'
import { CannotStart } from './cannot-start.ts'
import { oneService, serviceNames } from './services.ts'

/** One service in a process of its own, on servers and keys that the environment names. */
export async function startService(
  name: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void
): Promise<{ stop(): Promise<void> }> {
  if (!serviceNames.includes(name)) {
    throw new CannotStart(
      `name one of the services: ${serviceNames.map((each) => `npm run service -- ${each}`).join(', ')}`
    )
  }
  const settings = complete(name, env)
  const file = resolve(settings.configFile ?? 'hub.yaml')
  if (settings.configFile !== undefined && !existsSync(file)) {
    throw new CannotStart(`HUB_CONFIG names ${file}, and there is no such file`)
  }
  const hub = existsSync(file)
    ? await loadHubConfig(file, env, await loadAdapterChecker())
    : parseHubConfig('', 'hub.yaml', env)
  const deps = { settings, hub, log: createLog(settings.logLevel) }
  const service = oneService(name, deps)
  const serving = await serve(service ? [service] : [], deps)
  say(`${name} is at ${serving.url} (Ctrl-C stops it)`)
  return serving
}

/** What a service alone cannot do without. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  crm: ['DATABASE_URL', 'REDIS_URL', 'HUB_SERVICE_KEY'],
  gateway: ['REDIS_URL', 'HUB_SERVICE_KEY', 'CRM_URL'],
  'adapter-host': ['REDIS_URL']
}

function complete(name: string, env: NodeJS.ProcessEnv): Settings {
  const given = readSettings(env)
  const missing = (NEEDS[name] ?? []).filter((key) => !env[key])
  if (missing.length > 0) throw new CannotStart(`the service ${name} needs ${missing.join(', ')} in the environment`)
  const { databaseUrl = '', redisUrl = '', serviceKey = '', crmUrl = '' } = given
  return { ...given, host: given.host ?? '0.0.0.0', databaseUrl, redisUrl, serviceKey, crmUrl }
}
