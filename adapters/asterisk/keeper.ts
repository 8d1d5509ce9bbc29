import type { AdapterContext } from '../../contracts/adapter.ts'

const RETRY_MS = 300

interface Keeper {
  /** Writes, or deletes where `value` is undefined. Resolves when it was tried; what failed is tried again. */
  keep(key: string, value: unknown): Promise<void>
  /** One more try for what could not be written; resolves in any case. */
  close(): Promise<void>
}

/** Small durable state that outlives a store which is away: only the newest value of a key is worth writing. */
export function createKeeper({ state, clock, log }: Pick<AdapterContext<unknown>, 'state' | 'clock' | 'log'>): Keeper {
  const waiting = new Map<string, { value: unknown }>()
  let cancelTimer: (() => void) | null = null
  let closed = false

  const write = (key: string, value: unknown): Promise<void> =>
    value === undefined ? state.delete(key) : state.set(key, value)

  async function attempt(key: string, value: unknown): Promise<void> {
    const mine = { value }
    if (waiting.has(key)) waiting.set(key, mine)
    try {
      await write(key, value)
      if (waiting.get(key) === mine) waiting.delete(key)
    } catch (err) {
      if (waiting.size === 0) log.warn({ err }, 'the state of calls cannot be kept: trying on')
      if (!waiting.has(key)) waiting.set(key, mine)
      if (!closed) cancelTimer ??= clock.after(RETRY_MS, again)
    }
  }

  function again(): void {
    cancelTimer = null
    for (const [key, { value }] of [...waiting]) void attempt(key, value)
  }

  return {
    keep: attempt,
    async close() {
      closed = true
      cancelTimer?.()
      await Promise.all([...waiting].map(([key, { value }]) => attempt(key, value)))
    }
  }
}
