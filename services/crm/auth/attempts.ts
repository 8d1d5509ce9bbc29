import { createHash } from 'node:crypto'
import { HubError } from '../../../contracts/errors.ts'
import { type RedisClient, withRedis } from '../../kit/redis.ts'

const WINDOW_SECONDS = 300
const PER_LOGIN = 10
const PER_ADDRESS = 50

export interface Attempts {
  /** Counts one more attempt at a login; throws 'too-many-requests' when it was one too many. */
  begin(login: string, address: string): Promise<void>
  failed(address: string): Promise<void>
  succeeded(login: string): Promise<void>
}

const loginKey = (login: string): string =>
  `hub:sign-in:login:${createHash('sha256').update(login.toLowerCase()).digest('base64url')}`
const addressKey = (address: string): string => `hub:sign-in:address:${address}`

/** Ten attempts at a login and fifty failures from an address in five minutes, over all processes. */
export function createAttempts(redis: RedisClient): Attempts {
  return {
    begin: (login, address) =>
      withRedis(async () => {
        const failures = Number(await redis.get(addressKey(address)))
        if (failures >= PER_ADDRESS) throw await refusal(redis, addressKey(address))
        if ((await count(redis, loginKey(login), WINDOW_SECONDS)) > PER_LOGIN)
          throw await refusal(redis, loginKey(login))
      }),
    failed: (address) =>
      withRedis(async () => {
        await count(redis, addressKey(address), WINDOW_SECONDS)
      }),
    succeeded: (login) =>
      withRedis(async () => {
        await redis.del(loginKey(login))
      })
  }
}

/** Adds one to a counter that forgets itself; answers what it is now. */
export async function count(redis: RedisClient, key: string, seconds: number): Promise<number> {
  const [value] = await redis.multi().incr(key).expire(key, seconds, 'NX').execTyped()
  return Number(value)
}

/** Says when the counter forgets. */
export async function refusal(redis: RedisClient, key: string): Promise<HubError> {
  const seconds = Math.max(1, await redis.ttl(key))
  return new HubError('too-many-requests', `try again in ${seconds} s`, { extra: { retryAfter: seconds } })
}
