import { Value } from 'typebox/value'
import type { AdapterContext, HealthReport, Log } from '../../contracts/adapter.ts'
import { ContactEvent } from '../../contracts/event.ts'
import { AsteriskConfig } from './config.ts'

export interface TestContext {
  readonly context: AdapterContext<AsteriskConfig>
  readonly events: ContactEvent[]
  readonly health: HealthReport[]
  readonly counts: Map<string, number>
  readonly lines: { level: string; message: string; fields: Record<string, unknown> }[]
  readonly state: Map<string, unknown>
}

/** A host for one adapter in a test: real time, state in memory, every event checked against its contract. */
export function testContext(
  port: number,
  more: Record<string, unknown> = {},
  state = new Map<string, unknown>()
): TestContext {
  const events: ContactEvent[] = []
  const health: HealthReport[] = []
  const counts = new Map<string, number>()
  const lines: TestContext['lines'] = []
  const line =
    (level: string): Log['info'] =>
    (fields, message) =>
      lines.push({ level, message, fields })
  const config = Value.Default(AsteriskConfig, {
    ami: { host: '127.0.0.1', port, username: 'cti', secret: 'top-secret' },
    context: 'internal',
    outboundPrefix: '9',
    trunks: ['PJSIP/trunk'],
    ...more
  }) as AsteriskConfig
  if (!Value.Check(AsteriskConfig, config)) throw new Error('this is no configuration')
  const context: AdapterContext<AsteriskConfig> = {
    instance: 'pbx1',
    config,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    clock: {
      now: () => Date.now(),
      after(delayMs, callback) {
        const timer = setTimeout(callback, delayMs)
        return () => clearTimeout(timer)
      }
    },
    state: {
      get: async (key) => state.get(key),
      set: async (key, value) => void state.set(key, structuredClone(value)),
      delete: async (key) => void state.delete(key),
      entries: async () => new Map(state)
    },
    async emit(event) {
      if (!Value.Check(ContactEvent, event)) throw new Error(`not an event: ${JSON.stringify(event)}`)
      events.push(event)
    },
    settings: { current: () => undefined, onChange: () => () => undefined },
    files: { put: () => Promise.reject(new Error('no files here')) },
    holds: { take: () => Promise.reject(new Error('no holds here')) },
    health: (report) => health.push(report),
    count: (name, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)
  }
  return { context, events, health, counts, lines, state }
}
