import type { Logger } from 'pino'
import type { HubConfig } from '../../../contracts/config.ts'
import type { Service, ServiceDeps } from '../../kit/service.ts'
import type { Secrets } from '../secrets.ts'
export interface Demo {
  readonly hub: HubConfig
  readonly notice: string
  createService(deps: ServiceDeps): Service
}
export async function prepareDemo(_: {
  root: string
  dataDir: string
  secrets: Secrets
  say: (l: string) => void
  log: Logger
}): Promise<Demo> {
  return {
    hub: { region: 'RU', dialing: { allow: ['internal'], deny: [], maxPerMinute: 30 }, lines: [], adapters: [] },
    notice: 'no demo',
    createService: () => ({ name: 'demo', start: async () => {}, ready: async () => [], stop: async () => {} })
  }
}
