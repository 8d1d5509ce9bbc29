interface RateLimit {
  /** Counts one; answers in how many seconds there is room again, 0 when there is. */
  take(key: string, perMinute: number): number
}

const MINUTE_MS = 60_000
/** Keys that are remembered: who comes with more addresses than that begins anew. */
const KEYS = 50_000

/** So many a minute for each key; a sliding minute, made of two. */
export function createRateLimit(now: () => number): RateLimit {
  let minute = 0
  let current = new Map<string, number>()
  let last = new Map<string, number>()

  function turn(): number {
    const at = now()
    const this_ = Math.floor(at / MINUTE_MS)
    if (this_ !== minute) {
      last = this_ === minute + 1 ? current : new Map()
      current = new Map()
      minute = this_
    }
    return (at % MINUTE_MS) / MINUTE_MS
  }

  return {
    take(key, perMinute) {
      const passed = turn()
      const count = current.get(key) ?? 0
      if (count + (last.get(key) ?? 0) * (1 - passed) >= perMinute) return Math.ceil((1 - passed) * 60) || 1
      if (current.size >= KEYS && !current.has(key)) current.clear()
      current.set(key, count + 1)
      return 0
    }
  }
}
