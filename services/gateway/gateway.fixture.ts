import type { Test } from 'tap'
import type { User } from '../../contracts/rest.ts'
import { serve } from '../kit/http.ts'
import { createLog } from '../kit/log.ts'
import { createNearby } from '../kit/nearby.ts'
import type { ServiceDeps } from '../kit/service.ts'
import { createGateway } from './app.ts'
import { anna, boris, person, vera } from './calls.fixture.ts'
import { type Core, SERVICE_KEY, startCore } from './core.fixture.ts'
import { cookie, openPage, until } from './page.fixture.ts'

export const boss = person(8, 'Sofia', { role: 'supervisor', extensions: [] })
export const marketer = person(9, 'Mark', { role: 'marketer', extensions: [] })
const EVERYBODY = [anna, boris, vera, boss, marketer]

/** A gateway on one port, in front of a core of the test's own. */
export async function startGateway(t: Test, redisUrl: string, core: Core) {
  const nearby = createNearby()
  const deps: ServiceDeps = {
    settings: {
      port: 0,
      host: '127.0.0.1',
      dataDir: '/nonexistent',
      configFile: undefined,
      databaseUrl: '',
      redisUrl,
      adminLogin: undefined,
      adminPassword: undefined,
      apiKey: undefined,
      serviceKey: SERVICE_KEY,
      crmUrl: core.url,
      logLevel: 'fatal'
    },
    hub: {
      region: 'RU',
      dialing: { allow: [], deny: [], maxPerMinute: 30 },
      trace: { keepDays: 30 },
      missed: { answerWithinMinutes: 30 },
      lines: [],
      adapters: []
    },
    log: createLog('fatal', { pretty: false }),
    nearby
  }
  const gateway = createGateway(deps)
  const serving = await serve([gateway], deps)
  t.teardown(() => serving.stop())
  return { gateway, nearby, url: serving.url, app: serving.app, stop: serving.stop }
}

/** The gateway, its core, and pages for whoever the test wants; it is ready and hears the channel. */
export async function startAll(t: Test, redisUrl: string, prepare: (core: Core) => Promise<void> = async () => {}) {
  const core = await startCore(t, redisUrl, EVERYBODY)
  await prepare(core)
  const gateway = await startGateway(t, redisUrl, core)
  await until('the gateway to be ready', async () => (await gateway.gateway.ready()).length === 0)
  await until('the gateway to listen', async () => (await core.listeners()) === 1)
  return {
    ...gateway,
    core,
    page: (user: User) => openPage(t, gateway.url, cookie(core.signIn(user)))
  }
}
