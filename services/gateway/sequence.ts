/** Puts numbered messages back in order. Numbers grow by one; what came before is dropped, what came early waits. */
export function createSequence<T>(limit = 20_000) {
  const early = new Map<number, T>()
  let last: number | undefined

  function run(): T[] {
    const ready: T[] = []
    while (last !== undefined && early.has(last + 1)) {
      last += 1
      ready.push(early.get(last) as T)
      early.delete(last)
    }
    return ready
  }
  return {
    last: (): number | undefined => last,
    /** Something waits for a number that has not come. */
    hasHole: (): boolean => last !== undefined && early.size > 0,
    /** Answers what is in turn now. */
    accept(number: number, value: T): T[] {
      if (last !== undefined && number <= last) return []
      if (early.size >= limit) early.delete(early.keys().next().value as number)
      early.set(number, value)
      return run()
    },
    /** All up to `number` is known from elsewhere. Answers what is in turn after it. */
    startAfter(number: number): T[] {
      last = number
      for (const key of [...early.keys()]) if (key <= number) early.delete(key)
      return run()
    },
    /** Gives up the hole: goes on with the lowest number that came. */
    skip(): T[] {
      if (early.size === 0) return []
      last = Math.min(...early.keys()) - 1
      return run()
    }
  }
}
