import { createAdapterHost } from '../adapter-host/app.ts'
import { createCrm } from '../crm/app.ts'
import { createDesktop } from '../desktop/app.ts'
import { createGateway } from '../gateway/app.ts'
import type { Service, ServiceDeps } from '../kit/service.ts'

type Create = (deps: ServiceDeps) => Service

/** In the order in which they start: the core before whoever asks it. They stop the other way round. */
const SERVICES: Readonly<Record<string, Create>> = {
  crm: createCrm,
  gateway: createGateway,
  'adapter-host': createAdapterHost,
  desktop: () => createDesktop()
}

export const serviceNames = Object.keys(SERVICES)

export function allServices(deps: ServiceDeps): Service[] {
  return Object.values(SERVICES).map((create) => create(deps))
}

/** One service by its folder's name; undefined when there is none. */
export function oneService(name: string, deps: ServiceDeps): Service | undefined {
  return SERVICES[name]?.(deps)
}
