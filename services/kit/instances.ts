import { Value } from 'typebox/value'
import { AdapterHealth } from '../../contracts/rest.ts'
import { type RedisClient, withRedis } from './redis.ts'

const KEY = 'hub:instances'

/** What the adapter host knows of an adapter instance, for everyone: health, and which commands it takes. */
export async function writeInstance(redis: RedisClient, health: AdapterHealth): Promise<void> {
  await withRedis(() => redis.hSet(KEY, health.instance, JSON.stringify(health)))
}

export async function removeInstance(redis: RedisClient, instance: string): Promise<void> {
  await withRedis(() => redis.hDel(KEY, instance))
}

/** In the order of their names. */
export async function readInstances(redis: RedisClient): Promise<AdapterHealth[]> {
  const all = await withRedis(() => redis.hGetAll(KEY))
  return Object.keys(all)
    .sort()
    .flatMap((name) => {
      const value: unknown = JSON.parse(all[name] ?? 'null')
      return Value.Check(AdapterHealth, value) ? [value] : []
    })
}
