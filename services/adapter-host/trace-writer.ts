import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Clock } from '../../contracts/adapter.ts'
import type { TraceEntry } from '../../contracts/trace.ts'
import type { Bus } from '../kit/bus.ts'
import { TRACES } from '../kit/streams.ts'
import { pack, type TraceChunk } from '../kit/trace-chunk.ts'

interface TraceWriter {
  trace(subject: string, entry: TraceEntry): void
  /** Tries for `withinMs` to bring out what waits. */
  drain(withinMs: number): Promise<void>
}

interface Deps {
  readonly bus: Pick<Bus, 'publish'>
  readonly log: Logger
  readonly clock: Clock
  count(name: string, by?: number): void
}

/** A chunk is closed when it is this large (characters of JSON, entries) or this old. */
const CHUNK_CHARS = 256 * 1024
const CHUNK_ENTRIES = 200
const CHUNK_MS = 500
/** Chunks that may wait while the bus is away. */
const WAITING = 64
/** Calls of which it is remembered that something of them was dropped. */
const LOST = 20_000
const RETRY_MS = 1_000
/** The fastest: it takes a tenth of the room already. */
const LEVEL = 1

/**
 * Brings traces onto a stream of their own, many entries in one message. Nothing waits for it: while the bus is away some
 * chunks wait, what is more is dropped and, when there is room again, said in the trace of each call.
 */
export function createTraceWriter({ bus, log, clock, count }: Deps): TraceWriter {
  const chunks: { readonly json: string; readonly day: string }[] = []
  const lost = new Map<string, { sequence: number; at: number; dropped: number }>()
  let parts: string[] = []
  let chars = 0
  let cancelTimer: (() => void) | null = null
  let sending = false
  let complained = false

  const add = (subject: string, entry: TraceEntry): void => {
    const part = JSON.stringify([subject, entry])
    parts.push(part)
    chars += part.length
    if (chars >= CHUNK_CHARS || parts.length >= CHUNK_ENTRIES) close()
    else cancelTimer ??= clock.after(CHUNK_MS, close)
  }

  const lose = (subject: string, { sequence, at }: TraceEntry): void => {
    count('trace_dropped')
    if (lost.size === 0) log.warn({}, 'traces wait for the bus: some of it is dropped')
    const before = lost.get(subject)
    if (before === undefined && lost.size >= LOST) return
    lost.set(subject, { sequence, at, dropped: (before?.dropped ?? 0) + 1 })
  }

  const confess = (): void => {
    const gaps = [...lost]
    lost.clear()
    for (const [subject, { sequence, at, dropped }] of gaps)
      add(subject, { sequence, at, kind: 'gap', name: 'gap', data: { dropped }, told: [] })
  }

  function close(): void {
    cancelTimer?.()
    cancelTimer = null
    if (parts.length === 0) return
    chunks.push({ json: `[${parts.join(',')}]`, day: new Date(clock.now()).toISOString().slice(0, 10) })
    parts = []
    chars = 0
    if (!sending) void send()
  }

  async function send(): Promise<void> {
    sending = true
    for (let chunk = chunks[0]; chunk !== undefined; chunk = chunks[0]) {
      try {
        const entries = (await pack(chunk.json, LEVEL)).toString('base64')
        await bus.publish(TRACES, { day: chunk.day, entries } satisfies TraceChunk)
        chunks.shift()
        complained = false
      } catch (err) {
        if (!complained) log.warn({ err, waiting: chunks.length }, 'the bus does not take traces: they wait')
        complained = true
        await sleep(RETRY_MS, undefined, { ref: false })
      }
      if (lost.size > 0 && chunks.length < WAITING / 2) confess()
    }
    sending = false
  }

  return {
    trace(subject, entry) {
      // A call that has lost some loses on until it is said, so that the gap stands where it was.
      if (chunks.length >= WAITING || lost.has(subject)) lose(subject, entry)
      else add(subject, entry)
    },
    async drain(withinMs) {
      const deadline = Date.now() + withinMs
      close()
      while (chunks.length > 0 && Date.now() < deadline) await sleep(20)
    }
  }
}
