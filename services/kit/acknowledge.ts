import { setTimeout as sleep } from 'node:timers/promises'
import { isRedisAway } from './redis.ts'

interface Acknowledger {
  /** The message is handled: it is acknowledged soon, together with others. */
  add(id: string): void
  /** Acknowledges what waits; resolves in any case. */
  close(): Promise<void>
}

const GATHER_MS = 20

/**
 * Acknowledges handled messages in groups, so that many share one flush of Redis' disk. What is not acknowledged when
 * the process dies is handled again: handlers bear that. `forget` is told of those that are done with, either way.
 */
export function createAcknowledger(
  acknowledge: (ids: readonly string[]) => Promise<unknown>,
  forget: (ids: readonly string[]) => void,
  signal: AbortSignal
): Acknowledger {
  let gathered: string[] = []
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()

  /** Only the note is missing: this waits for Redis rather than have the messages handled again. */
  async function flush(ids: readonly string[]): Promise<void> {
    for (;;) {
      try {
        await acknowledge(ids)
        break
      } catch (err) {
        if (!isRedisAway(err) || signal.aborted) break
        await sleep(200, undefined, { signal }).catch(() => {})
      }
    }
    forget(ids)
  }

  function start(): void {
    timer = undefined
    const ids = gathered
    gathered = []
    if (ids.length > 0) running = running.then(() => flush(ids))
  }

  return {
    add(id) {
      gathered.push(id)
      timer ??= setTimeout(start, GATHER_MS)
    },
    async close() {
      clearTimeout(timer)
      start()
      await running
    }
  }
}
