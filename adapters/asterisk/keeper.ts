import type { AdapterContext } from '../../contracts/adapter.ts'

const RETRY_MS = 300
const TRIES_AT_THE_END = 3

interface Keeper {
  /** Writes, or deletes where `value` is undefined. Resolves when it was tried; what failed is tried again. */
  keep(key: string, value: unknown): Promise<void>
  /** A few more tries for what could not be written; resolves in any case. */
  close(): Promise<void>
}

interface Write {
  readonly value: unknown
  hasFailed: boolean
}

/** Small durable state that outlives a store which is away: only the newest value of a key is worth writing. */
export function createKeeper({ state, clock, log }: Pick<AdapterContext<unknown>, 'state' | 'clock' | 'log'>): Keeper {
  /** The newest write of each key that has not got through yet. */
  const newest = new Map<string, Write>()
  let isTrying = false
  let cancelTimer: (() => void) | null = null
  let closed = false

  async function attempt(key: string, value: unknown): Promise<void> {
    const mine: Write = { value, hasFailed: false }
    newest.set(key, mine)
    try {
      await (value === undefined ? state.delete(key) : state.set(key, value))
      if (newest.get(key) === mine) newest.delete(key)
    } catch (err) {
      if (newest.get(key) !== mine) return
      mine.hasFailed = true
      if (!isTrying) log.warn({ err }, 'the state of calls cannot be kept: trying on')
      isTrying = true
      if (!closed) cancelTimer ??= clock.after(RETRY_MS, again)
    }
  }

  const tryFailed = async (): Promise<void> => {
    const failed = [...newest].filter(([, { hasFailed }]) => hasFailed)
    isTrying = failed.length > 0
    await Promise.all(failed.map(([key, { value }]) => attempt(key, value)))
  }

  function again(): void {
    cancelTimer = null
    void tryFailed()
  }

  return {
    keep: attempt,
    async close() {
      closed = true
      cancelTimer?.()
      for (let tries = 0; tries < TRIES_AT_THE_END && newest.size > 0; tries++) await tryFailed()
    }
  }
}
