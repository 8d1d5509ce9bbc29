import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { Counter } from 'prom-client'
import type {
  Adapter,
  AdapterManifest,
  Clock,
  HealthReport,
  IncomingFiles,
  Log,
  SystemSettings
} from '../../contracts/adapter.ts'
import type { AdapterHealth } from '../../contracts/rest.ts'
import type { Bus } from '../kit/bus.ts'
import { serveCommands } from '../kit/commands.ts'
import { leaseKey, writeInstance } from '../kit/instances.ts'
import type { Nearby } from '../kit/nearby.ts'
import type { RedisClient } from '../kit/redis.ts'
import { createEmitter } from './emitter.ts'
import { createHolds } from './holds.ts'
import { withLease } from './lease.ts'
import { createState } from './state.ts'
import { createTraceWriter } from './trace-writer.ts'

export interface Runner {
  readonly instance: string
  readonly system: string
  /** The adapter while this process holds the lease, or always when it needs none. */
  current(): Adapter | undefined
  stop(): Promise<void>
}

interface RunnerDeps {
  readonly instance: string
  readonly manifest: AdapterManifest
  readonly config: unknown
  readonly redis: RedisClient
  /** A connection that stands in no line: behind a thousand events a lease would be renewed too late. */
  readonly leases: RedisClient
  readonly bus: Bus
  /** Where traces go; absent where none are wanted. */
  readonly traces?: Pick<Bus, 'publish'>
  readonly nearby?: Nearby | undefined
  readonly settings: SystemSettings
  readonly files: IncomingFiles
  readonly consumer: string
  readonly log: Logger
  readonly clock?: Clock
}

const seen = new Counter({
  name: 'perezvon_adapter_events_total',
  help: 'What adapters count, by instance and kind',
  labelNames: ['instance', 'kind'] as const
})

const systemClock: Clock = {
  now: Date.now,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  }
}

const HEALTH_REFRESH_MS = 10_000

/** Keeps one adapter instance running while this process holds its lease, or all the time when it needs none. */
export function runAdapter(deps: RunnerDeps): Runner {
  const { instance, manifest, redis, bus, traces, consumer, clock = systemClock } = deps
  const log = deps.log.child({ adapter: instance })
  const stopping = new AbortController()
  let adapter: Adapter | undefined

  async function hold(held: AbortSignal): Promise<void> {
    const emitter = createEmitter({ bus, nearby: deps.nearby, log })
    const health = healthWriter(deps, clock, log)
    const count = (kind: string, by = 1): void => seen.inc({ instance, kind }, by)
    const tracer = traces && createTraceWriter({ bus: traces, log, clock, count })
    adapter = manifest.create({
      instance,
      config: deps.config as never,
      log: plainLog(log),
      clock,
      state: createState(redis, instance),
      settings: deps.settings,
      files: deps.files,
      holds: createHolds(redis, manifest.system),
      emit: (event, options) => {
        seen.inc({ instance, kind: event.type })
        return emitter.emit(event, options)
      },
      health: health.report,
      count,
      ...(tracer && { trace: tracer.trace })
    })
    const { handle } = adapter
    const commands = handle
      ? serveCommands({ bus, redis, log, instance, consumer, now: clock.now, handle: handle.bind(adapter) })
      : undefined
    try {
      await adapter.start(held)
      await new Promise<void>((resolve) =>
        held.aborted ? resolve() : held.addEventListener('abort', () => resolve(), { once: true })
      )
    } finally {
      await commands?.stop()
      await adapter.stop()
      adapter = undefined
      await Promise.all([emitter.drain(2_000), tracer?.drain(1_000)])
      await health.end()
    }
  }

  const holdOn = (held: AbortSignal): Promise<void> =>
    hold(held).catch((err: unknown) => log.error({ err }, 'the adapter failed: it will be started again'))
  const running = manifest.everywhere
    ? runUntil(stopping.signal, holdOn)
    : withLease({ redis: deps.leases, log, name: instance, signal: stopping.signal }, holdOn)
  return {
    instance,
    system: manifest.system,
    current: () => adapter,
    async stop() {
      stopping.abort()
      await running
    }
  }
}

const AGAIN_MS = 500

async function runUntil(signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work(signal)
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => {})
  }
}

/** A log whose functions may be passed about alone. */
function plainLog(log: Logger): Log {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message)
  }
}

/** Says an instance's health in Redis when it changes, and again now and then for a Redis that lost it. */
function healthWriter(
  deps: RunnerDeps,
  clock: Clock,
  log: Logger
): { report(report: HealthReport): void; end(): Promise<void> } {
  const { instance, manifest, redis } = deps
  let last: AdapterHealth | undefined
  const write = (): Promise<void> =>
    last
      ? Promise.all([writeInstance(redis, last), manifest.everywhere && markAlive()])
          .then(() => undefined)
          .catch((err: Error) => log.debug({ err: err.message }, 'health not written'))
      : Promise.resolve()
  /** In place of a lease: somebody runs it. */
  const markAlive = (): Promise<unknown> =>
    redis.set(leaseKey(instance), 'everywhere', { expiration: { type: 'PX', value: HEALTH_REFRESH_MS * 2 } })
  function report({ state, summary, details = {} }: HealthReport): void {
    const { system, commands } = manifest
    last = {
      instance,
      system,
      state,
      summary,
      details: { ...details },
      commands: [...commands],
      at: new Date(clock.now()).toISOString()
    }
    void write()
  }
  const timer = setInterval(() => void write(), HEALTH_REFRESH_MS)
  timer.unref()
  report({ state: 'starting', summary: 'starting' })
  return {
    report,
    async end() {
      clearInterval(timer)
      if (manifest.everywhere) return // others may run it: when nobody does, the mark runs out
      report({ state: 'down', summary: 'stopped' })
      await write()
    }
  }
}
