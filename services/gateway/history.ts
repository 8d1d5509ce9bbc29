import type { FeedItem } from '../../contracts/feed.ts'

/** The last items of the event stream, for pages that come back after a short break. */
export function createHistory(limit: number) {
  let items: FeedItem[] = []
  let last: number | undefined

  return {
    last: (): number | undefined => last,
    push(item: FeedItem): void {
      const cursor = Number(item.cursor)
      if (last !== undefined && cursor <= last) return
      if (last !== undefined && cursor !== last + 1) items = []
      items.push(item)
      last = cursor
      // Cut in slabs: to shift 5000 entries with every event would cost more than the event.
      if (items.length >= limit * 2) items = items.slice(-limit)
    },
    /** The stream goes on after `cursor`; what was before is no longer known here. */
    restart(cursor: number): void {
      items = []
      last = cursor
    },
    /** What came after `cursor`; undefined when it is not known from here. */
    since(cursor: number): readonly FeedItem[] | undefined {
      if (last === undefined || cursor > last) return undefined
      const missed = last - cursor
      return missed > items.length ? undefined : items.slice(items.length - missed)
    }
  }
}

/** A cursor as the feed numbers it; undefined for what can be none of ours. */
export function readCursor(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
