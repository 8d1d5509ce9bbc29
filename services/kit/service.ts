import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { HubConfig } from '../../contracts/config.ts'
import type { Nearby } from './nearby.ts'
import type { Settings } from './settings.ts'

/** One part of the hub. Any number of them share a process, a port and a Redis; they speak through contracts only. */
export interface Service {
  readonly name: string
  /** Adds its routes, before the server listens. */
  register?(app: FastifyInstance): Promise<void>
  /** Takes the HTTP server, for upgrades (Socket.IO), before it listens. */
  attach?(server: Server): void
  /** Begins its work; called when the server listens. Rejects only for what cannot mend by itself. */
  start(): Promise<void>
  /** What is not well now; empty when all is. Answers within a second. */
  ready(): Promise<readonly string[]>
  /** Idempotent; ends within five seconds. */
  stop(): Promise<void>
}

/** What every service is made from. */
export interface ServiceDeps {
  readonly settings: Settings
  readonly hub: HubConfig
  readonly log: Logger
  /** Where several services share the process. */
  readonly nearby?: Nearby
}
