import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { HubError } from '../../contracts/errors.ts'
import { createAcknowledger } from './acknowledge.ts'
import { isConnectionError } from './postgres.ts'
import { closeRedis, isRedisAway, type RedisClient } from './redis.ts'
import { deadLettersOf } from './streams.ts'
import { trimHandled } from './trim.ts'

export interface MessageMeta {
  readonly id: string
  /** How often it has failed before. */
  readonly failures: number
}

export interface ConsumeOptions {
  readonly stream: string
  readonly group: string
  /** Unique among the living: a dead consumer's messages are claimed by the others. */
  readonly consumer: string
  /** Messages in hand at once. */
  readonly concurrency: number
  /** After so many failures of its own a message becomes a dead letter. */
  readonly maxFailures?: number
  /** A message that its consumer has held for so long is taken over by another. */
  readonly claimAfterMs?: number
  /** Handled messages that stay in the stream for a look back. */
  readonly keep?: number
  /** Acknowledged after it resolves. HubError 'unavailable' or a lost connection: tried again for ever, not counted. */
  handle(message: unknown, meta: MessageMeta): Promise<void>
}

export interface Consumer {
  /** Resolves when what was in hand is done (five seconds at most); the rest stays for the next. */
  stop(): Promise<void>
}

interface Entry {
  readonly id: string
  readonly text: string | undefined
}

const RETRY_MS = [50, 250, 1_000, 2_000]
const delayOf = (failures: number): number => RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 2_000

const TAKES_LONG_MS = 5_000
/** Of the tries of one message that waits for somebody who is away, so many go by without a word. */
const SAY_EVERY = 4

interface Deps {
  readonly redis: RedisClient
  connect(name: string): Promise<RedisClient>
  readonly log: Logger
}

/** Begins to take messages; goes on, over any loss of Redis, until stopped. */
export function consume(options: ConsumeOptions, deps: Deps): Consumer {
  const { stream, group, consumer, concurrency, claimAfterMs = 15_000 } = options
  const { log } = deps
  const stopping = new AbortController()
  const aborted = new Promise<void>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve(), { once: true })
  )
  const inHand = new Set<string>()
  const work = new Set<Promise<void>>()
  let reader: RedisClient | undefined
  let ready = false

  const acknowledger = createAcknowledger(
    (ids) => deps.redis.xAck(stream, group, [...ids]),
    (ids) => {
      for (const id of ids) inHand.delete(id)
    },
    stopping.signal
  )

  async function take(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      if (inHand.has(entry.id)) continue
      while (work.size >= concurrency && !stopping.signal.aborted) await Promise.race([...work, aborted])
      if (stopping.signal.aborted) return
      inHand.add(entry.id)
      const job = handleOne(entry, options, deps, stopping.signal).then((handled) => {
        if (handled) acknowledger.add(entry.id)
        else inHand.delete(entry.id)
        work.delete(job)
      })
      work.add(job)
    }
  }

  async function loop(): Promise<void> {
    reader = await deps.connect(`${group}-${consumer}`)
    let claimedAt = 0
    while (!stopping.signal.aborted) {
      try {
        if (!ready) {
          await ensureGroup(reader, stream, group)
          ready = true
          await take(await readOwn(reader, options))
        }
        if (Date.now() - claimedAt > Math.min(claimAfterMs, 5_000)) {
          claimedAt = Date.now()
          await take(await claimAbandoned(reader, options, claimAfterMs))
          await trimHandled(reader, stream, options.keep)
        }
        await take(await readNew(reader, options))
      } catch (err) {
        if (stopping.signal.aborted) return
        ready = false
        if (!isRedisAway(err) && !/NOGROUP/.test(String(err))) log.error({ err, stream, group }, 'a consumer failed')
        await sleep(200, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  const running = loop()
  return {
    async stop() {
      stopping.abort()
      await Promise.race([Promise.allSettled(work), sleep(5_000, undefined, { ref: false })])
      await Promise.race([acknowledger.close(), sleep(2_000, undefined, { ref: false })])
      await Promise.race([handOver(deps.redis, options), sleep(1_000, undefined, { ref: false })])
      if (reader) closeRedis(reader)
      await running
    }
  }
}

/** Makes what this consumer took and did not handle look abandoned, so that the others need not wait for it. */
async function handOver(redis: RedisClient, { stream, group, consumer }: ConsumeOptions): Promise<void> {
  try {
    const left = await redis.xPendingRange(stream, group, '-', '+', 1_000, { consumer })
    const ids = left.map(({ id }) => id)
    if (ids.length > 0) await redis.xClaimJustId(stream, group, consumer, 0, ids, { IDLE: 86_400_000 })
  } catch {
    // Redis is away, or there is no such group: the others claim it when it is old enough.
  }
}

async function ensureGroup(redis: RedisClient, stream: string, group: string): Promise<void> {
  await redis.xGroupCreate(stream, group, '0', { MKSTREAM: true }).catch((err: Error) => {
    if (!err.message.startsWith('BUSYGROUP')) throw err // someone made it before: good
  })
}

type Reply = { id: string; message: Record<string, string> } | null
const entryOf = (item: Reply): Entry[] => (item ? [{ id: item.id, text: item.message['m'] }] : [])

async function read(redis: RedisClient, options: ConsumeOptions, from: '>' | '0', blockMs?: number): Promise<Entry[]> {
  const { stream, group, consumer } = options
  const reply = (await redis.xReadGroup(
    group,
    consumer,
    { key: stream, id: from },
    { COUNT: from === '0' ? 1_000 : Math.max(options.concurrency * 2, 16), ...(blockMs ? { BLOCK: blockMs } : {}) }
  )) as { messages: Reply[] }[] | null
  return (reply ?? []).flatMap(({ messages }) => messages.flatMap(entryOf))
}

/** What this consumer took before it was cut off, and did not acknowledge. */
const readOwn = (redis: RedisClient, options: ConsumeOptions): Promise<Entry[]> => read(redis, options, '0')
const readNew = (redis: RedisClient, options: ConsumeOptions): Promise<Entry[]> => read(redis, options, '>', 1_000)

async function claimAbandoned(redis: RedisClient, options: ConsumeOptions, minIdleMs: number): Promise<Entry[]> {
  const { stream, group, consumer } = options
  const reply = await redis.xAutoClaim(stream, group, consumer, minIdleMs, '0-0', { COUNT: 500 })
  return reply.messages.flatMap((item) => entryOf(item as Reply))
}

/** True when it is handled and waits for its acknowledgement; false when it is buried, or left for the next start. */
async function handleOne(entry: Entry, options: ConsumeOptions, deps: Deps, signal: AbortSignal): Promise<boolean> {
  const { stream, handle, maxFailures = 5 } = options
  const { log } = deps
  let failures = 0
  for (let waits = 0; !signal.aborted; ) {
    const takesLong = setTimeout(
      () => log.warn({ stream, id: entry.id, waits }, 'a message takes long to be handled'),
      TAKES_LONG_MS
    ).unref()
    try {
      await handle(JSON.parse(entry.text ?? ''), { id: entry.id, failures })
      return true
    } catch (err) {
      if (signal.aborted) return false
      if (isTransient(err)) {
        waits += 1
        const words = 'a message cannot be handled now: it is tried again'
        if (waits % SAY_EVERY === 0) log.warn({ err, stream, id: entry.id, waits }, words)
        else log.debug({ err, stream, id: entry.id, waits }, words)
      } else {
        failures += 1
        const hopeless = err instanceof SyntaxError || failures >= maxFailures
        log.warn({ err, stream, id: entry.id, failures }, hopeless ? 'a message is a dead letter' : 'a message failed')
        if (hopeless) {
          await untilDone(() => bury(deps.redis, options, entry, failures, err), signal)
          return false
        }
      }
      await sleep(delayOf(Math.max(failures, waits) - 1), undefined, { signal }).catch(() => {})
    } finally {
      clearTimeout(takesLong)
    }
  }
  return false
}

function isTransient(err: unknown): boolean {
  return (err instanceof HubError && err.word === 'unavailable') || isConnectionError(err) || isRedisAway(err)
}

/** Tries until it works or the consumer stops; what is wrong with the command itself is thrown. */
async function untilDone(action: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await action()
      return
    } catch (err) {
      if (!isRedisAway(err)) throw err
      await sleep(200, undefined, { signal }).catch(() => {})
    }
  }
}

async function bury(
  redis: RedisClient,
  { stream, group }: ConsumeOptions,
  { id, text }: Entry,
  failures: number,
  err: unknown
): Promise<void> {
  const reason = err instanceof Error ? `${err.name}: ${err.message}` : String(err)
  const letter = { m: text ?? '', id, group, failures: String(failures), reason: reason.slice(0, 2_000) }
  await redis
    .multi()
    .xAdd(deadLettersOf(stream), '*', letter, {
      TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: 10_000 }
    })
    .xAck(stream, group, id)
    .exec()
}
