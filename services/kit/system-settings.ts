import type { Logger } from 'pino'
import type { SystemSettings } from '../../contracts/adapter.ts'
import { closeRedis, type RedisClient, withRedis } from './redis.ts'
import { SETTINGS_CHANNEL } from './streams.ts'

const keyOf = (system: string): string => `hub:settings:${system}`

/** Two who write at once: the newer stays, whoever comes last. */
const WRITE = `local known = redis.call('hget', KEYS[1], 'version')
if known and tonumber(known) > tonumber(ARGV[1]) then return 0 end
local same = known == ARGV[1]
redis.call('hset', KEYS[1], 'version', ARGV[1], 'value', ARGV[2])
if not same then redis.call('publish', ARGV[3], ARGV[4]) end
return 1`

/** Hands what was set for a system to its adapters. `version` grows with every change. */
export async function writeSystemSettings(
  redis: RedisClient,
  system: string,
  version: number,
  value: unknown
): Promise<void> {
  await withRedis(() =>
    redis.eval(WRITE, {
      keys: [keyOf(system)],
      arguments: [String(version), JSON.stringify(value), SETTINGS_CHANNEL, system]
    })
  )
}

/** The version that Redis has; undefined when it has none, or lost it. */
export async function versionOfSettings(redis: RedisClient, system: string): Promise<number | undefined> {
  const version = await withRedis(() => redis.hGet(keyOf(system), 'version'))
  return version === null ? undefined : Number(version)
}

export interface SettingsFollower {
  of(system: string): SystemSettings
  stop(): void
}

interface Followed {
  version: string | undefined
  value: unknown
  readonly callbacks: Set<() => void>
}

interface Deps {
  readonly redis: RedisClient
  /** A connection of its own: one that hears does nothing else. */
  connect(name: string): Promise<RedisClient>
  readonly log: Logger
}

/** How long a change may stay unknown when its notice was lost. */
const POLL_MS = 2_000

/** Follows the settings of systems. What was read once stays true while Redis is away. */
export function followSettings({ redis, connect, log }: Deps): SettingsFollower {
  const systems = new Map<string, Followed>()
  let listener: RedisClient | undefined
  let isStopped = false

  async function read(system: string, followed: Followed): Promise<void> {
    const version = await withRedis(() => redis.hGet(keyOf(system), 'version'))
    if (version === null || version === followed.version) return
    const value = await withRedis(() => redis.hGet(keyOf(system), 'value'))
    if (value === null || isStopped) return
    followed.value = JSON.parse(value)
    followed.version = version
    for (const callback of followed.callbacks) callback()
  }

  function refresh(system: string): void {
    const followed = systems.get(system)
    if (!followed) return
    read(system, followed).catch((err: Error) => log.debug({ err: err.message, system }, 'settings are not read'))
  }

  async function listen(): Promise<void> {
    listener = await connect('settings')
    if (isStopped) return closeRedis(listener)
    await listener.subscribe(SETTINGS_CHANNEL, refresh)
  }

  listen().catch((err: Error) => log.warn({ err: err.message }, 'changes of settings are only looked for'))
  const timer = setInterval(() => {
    for (const system of systems.keys()) refresh(system)
  }, POLL_MS)
  timer.unref()

  return {
    of(system) {
      const followed = systems.get(system) ?? { version: undefined, value: undefined, callbacks: new Set() }
      systems.set(system, followed)
      refresh(system)
      return {
        current: () => followed.value,
        onChange(callback) {
          followed.callbacks.add(callback)
          return () => followed.callbacks.delete(callback)
        }
      }
    },
    stop() {
      isStopped = true
      clearInterval(timer)
      if (listener) closeRedis(listener)
    }
  }
}
