import type { Hold, Holds } from '../../contracts/adapter.ts'
import { type RedisClient, withRedis } from '../kit/redis.ts'

/**
 * A field for each thing: since, until, holder. One script looks at all of them and writes, so that processes that ask at
 * the same time never get the same; and the time is that of Redis, so that their clocks may differ.
 */
const TAKE = `local holder, hold, rest, now = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not now then
  local time = redis.call('time')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local thing, since, unused
for i = 5, #ARGV do
  local held = redis.call('hget', KEYS[1], ARGV[i])
  local from, to, by = string.match(held or '0 0 ', '^(%d+) (%d+) (.*)$')
  from, to = tonumber(from), tonumber(to)
  if by == holder and now < to + rest then
    thing, since = ARGV[i], from
    break
  end
  if now >= to + rest and (not unused or to < unused) then thing, since, unused = ARGV[i], now, to end
end
if not thing then return false end
local from, to = string.format('%.0f', since), string.format('%.0f', now + hold)
redis.call('hset', KEYS[1], thing, from .. ' ' .. to .. ' ' .. holder)
return {thing, from, to, string.format('%.0f', now)}`

/** Somebody waits for it with a page open. */
const WITHIN_MS = 1_500

/** The things of one system, by the clock of Redis, or by that of a test. */
export function createHolds(redis: RedisClient, system: string, now?: () => number): Holds {
  const keys = [`hub:holds:${system}`]
  return {
    async take(holder, things, holdMs, restMs): Promise<Hold | undefined> {
      if (things.length === 0) return undefined
      const terms = [holder, String(holdMs), String(restMs), now ? String(now()) : '']
      const found = await withRedis(() => redis.eval(TAKE, { keys, arguments: [...terms, ...things] }), WITHIN_MS)
      if (!Array.isArray(found)) return undefined
      const [thing = '', since, until, at] = found.map(String)
      return { thing, sinceMs: Number(since), untilMs: Number(until), nowMs: Number(at) }
    }
  }
}
