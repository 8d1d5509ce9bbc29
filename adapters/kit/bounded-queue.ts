/** First in, first out, and never longer than `limit`. */
interface BoundedQueue<Item> {
  /** False when it is full: the item was not taken. */
  push(item: Item): boolean
  shift(): Item | undefined
  clear(): void
  readonly length: number
}

export function boundedQueue<Item>(limit: number): BoundedQueue<Item> {
  let items: Item[] = []
  let head = 0
  return {
    push(item) {
      if (items.length - head >= limit) return false
      items.push(item)
      return true
    },
    shift() {
      const item = items[head]
      if (item === undefined) return undefined
      head++
      // Array.shift() moves every item: the taken ones are cut off in blocks instead.
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
    clear() {
      items = []
      head = 0
    },
    get length() {
      return items.length - head
    }
  }
}
