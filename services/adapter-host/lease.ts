import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { leaseKey } from '../kit/instances.ts'
import type { RedisClient } from '../kit/redis.ts'

const TTL_MS = 6_000
const RENEW_MS = 1_500
const TRY_MS = 500

const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`
const REPLACE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) end return false`

/** When a process began, in ticks since boot: with its id it names one process of this machine for ever. */
function startOf(pid: number | 'self'): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined // no such process, or no /proc on this system
  }
}

let serial = 0
function newToken(): string {
  serial += 1
  return [hostname(), process.pid, startOf('self') ?? 'unknown', serial].join('|')
}

/** True when the token was made on this machine by a process that is no more: nobody has to wait for its lease to end. */
function isOfTheDead(token: string): boolean {
  const [host, pid, start] = token.split('|')
  if (host !== hostname() || start === 'unknown' || !pid) return false
  return startOf(Number(pid)) !== start
}

/**
 * Runs `work` whenever this process holds the lease of `name`, one holder at a time over all processes. The signal given
 * to `work` aborts when the lease is lost; `work` must then end, and is run again when the lease is held again.
 */
export async function withLease(
  { redis, log, name, signal }: { redis: RedisClient; log: Logger; name: string; signal: AbortSignal },
  work: (held: AbortSignal) => Promise<void>
): Promise<void> {
  const key = leaseKey(name)
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {})
  while (!signal.aborted) {
    const token = newToken()
    const got = await acquire(redis, key, token).catch(() => false)
    if (!got) {
      await pause(TRY_MS)
      continue
    }
    log.info({ lease: name }, 'holds the lease')
    const held = new AbortController()
    const end = (): void => held.abort()
    signal.addEventListener('abort', end, { once: true })
    const renewing = keep(redis, key, token, held)
    try {
      await work(held.signal)
    } finally {
      held.abort()
      signal.removeEventListener('abort', end)
      await renewing
      await redis.eval(RELEASE, { keys: [key], arguments: [token] }).catch(() => {}) // it ends by itself
    }
    if (!signal.aborted) log.warn({ lease: name }, 'lost the lease')
    await pause(TRY_MS)
  }
}

async function acquire(redis: RedisClient, key: string, token: string): Promise<boolean> {
  const set = await redis.set(key, token, { condition: 'NX', expiration: { type: 'PX', value: TTL_MS } })
  if (set !== null) return true
  const holder = await redis.get(key)
  if (holder === null || !isOfTheDead(holder)) return false
  return (await redis.eval(REPLACE, { keys: [key], arguments: [holder, token, String(TTL_MS)] })) !== null
}

async function keep(redis: RedisClient, key: string, token: string, held: AbortController): Promise<void> {
  let renewedAt = Date.now()
  while (!held.signal.aborted) {
    await sleep(RENEW_MS, undefined, { signal: held.signal }).catch(() => {})
    if (held.signal.aborted) return
    const asked = Date.now()
    // A Redis that stands still, or a network that swallows everything, gives no answer at all.
    const renewal = redis.eval(RENEW, { keys: [key], arguments: [token, String(TTL_MS)] }).catch(() => 'away')
    const waits = Math.max(0, renewedAt + TTL_MS - RENEW_MS - asked)
    const answer = await Promise.race([renewal, sleep(waits, 'silent', { ref: false })])
    if (answer === 1) renewedAt = asked
    // Another holds it, or it must have ended while Redis was away: a moment before, so that two never hold it at once.
    const isLost = answer === 0 ? (await acquire(redis, key, token).catch(() => false)) === false : false
    if (answer === 0 && !isLost) renewedAt = Date.now()
    if (isLost || Date.now() - renewedAt >= TTL_MS - RENEW_MS) held.abort()
  }
}
