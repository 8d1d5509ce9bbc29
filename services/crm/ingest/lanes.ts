/** Work that goes before other work, however long that has waited; what has begun is not interrupted. */
type Lanes = <T>(isUrgent: boolean, work: () => Promise<T>) => Promise<T>

/** So much is done at once; in each lane in the order in which it came. */
export function createLanes(atOnce: number): Lanes {
  const urgent: (() => void)[] = []
  const other: (() => void)[] = []
  let free = atOnce

  return async (isUrgent, work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => (isUrgent ? urgent : other).push(resolve))
    try {
      return await work()
    } finally {
      const next = urgent.shift() ?? other.shift()
      if (next) next()
      else free += 1
    }
  }
}
