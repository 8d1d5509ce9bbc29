import type { KeyValueStore } from '../../contracts/adapter.ts'
import { type RedisClient, withRedis } from '../kit/redis.ts'

/** Small durable state of one adapter instance: a Redis hash. Rejects with HubError 'unavailable' while Redis is away. */
export function createState(redis: RedisClient, instance: string): KeyValueStore {
  const key = `hub:state:${instance}`
  return {
    async get(field) {
      const text = await withRedis(() => redis.hGet(key, field))
      return text === null ? undefined : JSON.parse(text)
    },
    async set(field, value) {
      await withRedis(() => redis.hSet(key, field, JSON.stringify(value)))
    },
    async delete(field) {
      await withRedis(() => redis.hDel(key, field))
    },
    async entries() {
      const all = await withRedis(() => redis.hGetAll(key))
      return new Map(Object.entries(all).map(([field, text]) => [field, JSON.parse(text) as unknown]))
    }
  }
}
