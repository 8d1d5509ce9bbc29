/** What a delay grows by: doubled at each try from `firstMs` to `maxMs`. */
export interface Backoff {
  readonly firstMs: number
  readonly maxMs: number
}

/** Milliseconds to wait before try number `tries` (from 0); `random` in [0, 1) spreads many clients out by half. */
export function backoffMs({ firstMs, maxMs }: Backoff, tries: number, random: number): number {
  const step = Math.min(maxMs, firstMs * 2 ** Math.min(tries, 30))
  return Math.round(step * (0.5 + random / 2))
}
