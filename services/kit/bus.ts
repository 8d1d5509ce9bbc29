import type { Logger } from 'pino'
import { HubError } from '../../contracts/errors.ts'
import { type ConsumeOptions, type Consumer, consume } from './consumer.ts'
import { type RedisClient, withRedis } from './redis.ts'
import { deadLettersOf } from './streams.ts'

export interface BusFigures {
  /** Delivered to a consumer and not acknowledged yet. */
  readonly pending: number
  /** In the stream and not delivered to any consumer of the group yet. */
  readonly lag: number
  readonly deadLetters: number
}

export interface Bus {
  /**
   * Resolves with the entry's id when it is on disk. Rejects with 'unavailable' when Redis is away or the stream full.
   * Who listens to `channel` is told the same, once it is on disk.
   */
  publish(stream: string, message: unknown, channel?: string): Promise<string>
  consume(options: ConsumeOptions): Consumer
  figures(stream: string, group: string): Promise<BusFigures>
}

/** Entries a stream may hold that nobody has handled: beyond it `publish` refuses, and the sender waits. */
const MAX_LENGTH = 200_000
const CHECK_EVERY = 256

interface BusDeps {
  readonly redis: RedisClient
  /** A connection of its own for each consumer: a blocking read holds it. */
  connect(name: string): Promise<RedisClient>
  readonly log: Logger
  readonly maxLength?: number
}

/** Redis Streams: durable (appendfsync always), at least once, bounded without ever dropping what was not handled. */
export function createBus({ redis, connect, log, maxLength = MAX_LENGTH }: BusDeps): Bus {
  const written = new Map<string, number>()
  const full = new Set<string>()

  async function checkLength(stream: string): Promise<void> {
    const length = await withRedis(() => redis.xLen(stream))
    if (length <= maxLength) {
      full.delete(stream)
      return
    }
    if (!full.has(stream)) log.error({ stream, length }, 'a stream is full: nobody takes its messages')
    full.add(stream)
  }

  return {
    async publish(stream, message, channel) {
      const count = (written.get(stream) ?? 0) + 1
      written.set(stream, count)
      if (full.has(stream) || count % Math.min(CHECK_EVERY, maxLength) === 0) await checkLength(stream)
      if (full.has(stream)) throw new HubError('unavailable', `the stream ${stream} is full`)
      const m = JSON.stringify(message)
      if (channel === undefined) return withRedis(() => redis.xAdd(stream, '*', { m }))
      // With appendfsync always, Redis sends nothing to anybody before it has flushed what it did.
      const [id] = await withRedis(() => redis.multi().xAdd(stream, '*', { m }).publish(channel, m).exec())
      return String(id)
    },
    consume: (options) => consume(options, { redis, connect, log }),
    figures: (stream, group) => withRedis(() => readFigures(redis, stream, group))
  }
}

async function readFigures(redis: RedisClient, stream: string, group: string): Promise<BusFigures> {
  const deadLetters = await redis.xLen(deadLettersOf(stream))
  if ((await redis.exists(stream)) === 0) return { pending: 0, lag: 0, deadLetters }
  const found = (await redis.xInfoGroups(stream)).find(({ name }) => name === group)
  return { pending: found?.pending ?? 0, lag: found?.lag ?? (await redis.xLen(stream)), deadLetters }
}
