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

/** Whoever holds it runs the instance; it ends by itself when its holder is no more. */
export const leaseKey = (instance: string): string => `hub:lease:${instance}`

/** What was said last of an instance is true as long as somebody runs it. */
const abandoned = (last: AdapterHealth): AdapterHealth => ({
  ...last,
  state: 'down',
  summary: 'no process runs it',
  details: {}
})

/** In the order of their names. One that nobody runs is down, whatever was said of it last. */
export async function readInstances(redis: RedisClient): Promise<AdapterHealth[]> {
  const all = await withRedis(() => redis.hGetAll(KEY))
  const names = Object.keys(all).sort()
  if (names.length === 0) return []
  const leases = await withRedis(() => redis.mGet(names.map(leaseKey)))
  return names.flatMap((name, place) => {
    const value: unknown = JSON.parse(all[name] ?? 'null')
    if (!Value.Check(AdapterHealth, value)) return []
    return [leases[place] === null && value.state !== 'down' ? abandoned(value) : value]
  })
}
