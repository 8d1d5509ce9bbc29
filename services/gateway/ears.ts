import type { Logger } from 'pino'
import type { Nearby } from '../kit/nearby.ts'
import { closeRedis, openRedis, type RedisClient } from '../kit/redis.ts'

interface EarsPorts {
  readonly redisUrl: string
  readonly nearby?: Nearby | undefined
  readonly log: Logger
  /** By channel. They do not throw. */
  readonly hear: Readonly<Record<string, (text: string) => void>>
  /** With every connection to Redis: something may have been missed before. */
  onListening(): void
}

/** Listens to channels: in this process, and over Redis to all others. What is told in the process is heard once. */
export function createEars({ redisUrl, nearby, log, hear, onListening }: EarsPorts) {
  const channels = Object.entries(hear)
  let stops: (() => void)[] = []
  let isListening = false
  let isStopped = false

  function follow(client: RedisClient): void {
    let isSubscribed = false
    const subscribe = () =>
      Promise.all(
        channels.map(([channel, take]) =>
          client.subscribe(channel, (text) => nearby?.isEcho(channel, text) || take(text))
        )
      )
    const onReady = (): void => {
      const subscribed = isSubscribed ? Promise.resolve() : subscribe()
      isSubscribed = true // from now on the client renews it with every connection
      subscribed.then(
        () => {
          isListening = true
          onListening()
        },
        (err: unknown) => {
          isSubscribed = false
          log.warn({ err }, 'Redis did not take the subscription')
          setTimeout(() => client.isReady && !isListening && onReady(), 1_000).unref()
        }
      )
    }
    client.on('ready', onReady)
    client.on('error', () => {
      isListening = false
    })
    if (client.isReady) onReady()
  }

  return {
    async start(): Promise<void> {
      if (nearby) stops = channels.map(([channel, take]) => nearby.listen(channel, take))
      const client = await openRedis(redisUrl, log, 'gateway-feed')
      stops.push(() => closeRedis(client))
      if (isStopped) closeRedis(client)
      else follow(client)
    },
    /** Whether Redis is listened to. */
    isListening: () => isListening,
    stop(): void {
      isStopped = true
      for (const stop of stops) stop()
    }
  }
}
