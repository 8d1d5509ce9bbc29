import { randomUUID } from 'node:crypto'
import { HubError } from '../../../contracts/errors.ts'
import { isConnectionError } from '../../kit/postgres.ts'
import { followPresence, type Presence } from '../../kit/presence.ts'
import type { RedisClient } from '../../kit/redis.ts'
import { createPace } from '../calls/pace.ts'
import type { CallDeps } from '../calls/service.ts'
import { createRouter, type Router } from './router.ts'

interface Deps {
  readonly calls: CallDeps
  readonly redis: RedisClient
  connect(name: string): Promise<RedisClient>
}

/** The routing of leads, in every process of the core. What wakes it before its start does nothing. */
export function createRouting({ calls, redis, connect }: Deps) {
  const { db, hub, publisher, log, now } = calls
  let router: Router | undefined
  let presence: Presence | undefined
  const wake = (somebodyCame?: boolean): void => router?.wake(somebodyCame)

  return {
    wake,
    start(): void {
      presence = followPresence({ connect, log, id: `core-${randomUUID()}`, now, onArrival: () => wake(true) })
      const checkPace = createPace(redis, hub.dialing.maxPerMinute)
      router = createRouter({
        ...{ db, hub, publisher, now, presence },
        calls: { calls, publisher, checkPace },
        onFault(err, what) {
          const isAway = isConnectionError(err) || (err instanceof HubError && err.word === 'unavailable')
          if (isAway) log.debug({ err }, `${what} waits for a database`)
          else log.error({ err }, `${what} failed`)
        }
      })
    },
    async stop(): Promise<void> {
      presence?.stop()
      await router?.stop()
    }
  }
}
