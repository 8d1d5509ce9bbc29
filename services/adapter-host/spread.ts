import type { Bus } from '../kit/bus.ts'

/**
 * Publishes over several connections by turns. Redis reads 16 KB of a connection at a time and flushes its disk once for all
 * that it has read: over one connection few messages share a flush, over several many. Their order is not kept.
 */
export function spreadOver(buses: readonly [Bus, ...Bus[]]): Bus {
  let turn = 0
  return {
    ...buses[0],
    publish(stream, message) {
      turn = (turn + 1) % buses.length
      return (buses[turn] ?? buses[0]).publish(stream, message)
    }
  }
}
