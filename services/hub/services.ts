import { createAdapterHost } from '../adapter-host/app.ts'
import { createDesktop } from '../desktop/app.ts'
import type { Service, ServiceDeps } from '../kit/service.ts'

type Create = (deps: ServiceDeps) => Service

/** In the order in which they start; they stop the other way round. */
const SERVICES: Record<string, Create> = {
  'adapter-host': createAdapterHost,
  desktop: () => createDesktop()
}

export const serviceNames = Object.keys(SERVICES)

export async function allServices(deps: ServiceDeps): Promise<Service[]> {
  return Object.values(SERVICES).map((create) => create(deps))
}

/** One service by its folder's name; undefined when there is none. */
export function oneService(name: string, deps: ServiceDeps): Service | undefined {
  return SERVICES[name]?.(deps)
}
