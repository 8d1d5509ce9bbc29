import { type RedisClient, withRedis } from '../../kit/redis.ts'
import { count, refusal } from '../auth/attempts.ts'

const MINUTE = 60

/** Counts one more call of an asker; throws 'too-many-requests' when it was one too many. */
export function createPace(redis: RedisClient, maxPerMinute: number): (asker: string) => Promise<void> {
  return (asker) =>
    withRedis(async () => {
      const key = `hub:dialing:${asker}`
      if ((await count(redis, key, MINUTE)) > maxPerMinute) throw await refusal(redis, key)
    })
}
