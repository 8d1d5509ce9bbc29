/** A bucket that leaks: `take` answers whether one more is allowed now. */
export function createRate(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  startMs: number
) {
  let tokens = burst
  let atMs = startMs
  return {
    take(nowMs: number): boolean {
      tokens = Math.min(burst, tokens + (Math.max(0, nowMs - atMs) * perSecond) / 1000)
      atMs = nowMs
      if (tokens < 1) return false
      tokens -= 1
      return true
    }
  }
}
