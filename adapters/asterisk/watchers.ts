import type { AmiMessage } from './model/message.ts'

/** Those who wait for what is said of one channel. */
interface Watchers {
  /** Answers how to stop. */
  watch(id: string, seen: (message: AmiMessage) => void): () => void
  show(message: AmiMessage): void
}

export function createWatchers(): Watchers {
  const watchers = new Map<string, Set<(message: AmiMessage) => void>>()
  return {
    watch(id, seen) {
      const set = watchers.get(id) ?? new Set()
      watchers.set(id, set.add(seen))
      return () => {
        set.delete(seen)
        if (set.size === 0) watchers.delete(id)
      }
    },
    show(message) {
      if (watchers.size === 0) return
      for (const id of new Set([message['uniqueid'], message['destuniqueid']])) {
        for (const seen of watchers.get(id ?? '') ?? []) seen(message)
      }
    }
  }
}
