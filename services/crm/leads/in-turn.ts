/**
 * Work on the same things is done in the order in which it was handed in, one after the other; other work beside it. The order is
 * that of the calls: whoever calls in order is served in order.
 */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>()
  return function inTurn<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => last.get(key) ?? [])
    const mine = Promise.allSettled(before).then(work)
    const over = mine.then(forget, forget)
    function forget(): void {
      for (const key of keys) if (last.get(key) === over) last.delete(key)
    }
    for (const key of keys) last.set(key, over)
    return mine
  }
}
