import type { Logger } from 'pino'
import { createClient } from 'redis'
import { HubError } from '../../contracts/errors.ts'

export type RedisClient = ReturnType<typeof openClient>

const optionsOf = (url: string, name: string) => ({
  url,
  name: `perezvon-${name}`,
  disableOfflineQueue: true, // a command while Redis is away fails at once: the caller decides what to do
  commandsQueueMaxLength: 20_000,
  // Only commands that are not written yet would obey it, and none waits for that; a timer each is dear.
  commandOptions: { timeout: 0 },
  socket: { connectTimeout: 3_000, reconnectStrategy: (tries: number) => Math.min(50 * 2 ** tries, 2_000) }
})

const makePattern = () => createClient({ disableOfflineQueue: true })
let pattern: ReturnType<typeof makePattern> | undefined

/**
 * For every client the package makes a class with hundreds of commands, 30 ms of work: one class does for all. Its pattern
 * knows no address, whose password and database the others would have.
 */
function openClient(url: string, name: string) {
  pattern ??= makePattern()
  return pattern.duplicate(optionsOf(url, name))
}

/** Connects, and connects again for ever. Resolves when the first connection is there, or after `waitMs` without one. */
export async function openRedis(url: string, log: Logger, name: string, waitMs = 5_000): Promise<RedisClient> {
  const client = openClient(url, name)
  let down = false
  client.on('error', (err: Error) => {
    if (!down) log.warn({ err: err.message, name }, 'Redis is away')
    down = true
  })
  client.on('ready', () => {
    if (down) log.info({ name }, 'Redis is back')
    down = false
  })
  const connected = client.connect().catch(() => {})
  await Promise.race([connected, new Promise((resolve) => setTimeout(resolve, waitMs).unref())])
  return client
}

/** Ends the connection, whatever state it is in. */
export function closeRedis(client: RedisClient): void {
  if (client.isOpen) client.destroy()
}

const AWAY = /ECONN|ETIMEDOUT|EPIPE|socket|closed|offline|LOADING|READONLY|NOAUTH|MISCONF|disconnect|timeout/i

/** True for an error that means "Redis is away", which mends by itself; false for one that is about the command. */
export function isRedisAway(err: unknown): boolean {
  if (!(err instanceof Error)) return false
  return AWAY.test(`${err.name} ${err.message} ${(err as { code?: string }).code ?? ''}`)
}

/** A Redis that stands still gives no answer, and its connection looks well. */
const ANSWERS_WITHIN_MS = 5_000

/**
 * Runs a Redis command; that Redis is away, or does not answer, becomes HubError 'unavailable' (503 to whoever asked). What
 * was not answered may be done all the same, later.
 */
export async function withRedis<T>(action: () => Promise<T>, withinMs = ANSWERS_WITHIN_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    const late = (): void => reject(new HubError('unavailable', 'the message store does not answer'))
    timer = setTimeout(late, withinMs)
  })
  try {
    return await Promise.race([action(), silence])
  } catch (cause) {
    if (isRedisAway(cause)) throw new HubError('unavailable', 'the message store is away', { cause })
    throw cause
  } finally {
    clearTimeout(timer)
  }
}
