/** Echoes that are waited for: more than come back in a moment, and few for a Redis that is away. */
const MAX_ECHOES = 500

/**
 * The Redis channels within one process: who listens there hears at once what is told there, and not again when Redis
 * brings it. See docs/decisions/0016 and 0018.
 */
export interface Nearby {
  /** Tells those who listen in this process, before it returns. Call it before the same text is published. */
  tell(channel: string, text: string): void
  /** As `tell`, of what Redis does not bring on this channel. */
  hand(channel: string, text: string): void
  /** Answers how to listen no longer. `hear` does not throw. */
  listen(channel: string, hear: (text: string) => void): () => void
  /** Whether what Redis brought was heard already; true once for each time that it was told. */
  isEcho(channel: string, text: string): boolean
}

export function createNearby(): Nearby {
  const listeners = new Map<string, Set<(text: string) => void>>()
  /** In the order in which they were told. */
  const echoes = new Set<string>()
  const echoOf = (channel: string, text: string): string => `${channel} ${text}`

  function hand(channel: string, text: string): void {
    for (const hear of listeners.get(channel) ?? []) hear(text)
  }

  return {
    tell(channel, text) {
      if ((listeners.get(channel)?.size ?? 0) === 0) return
      echoes.add(echoOf(channel, text))
      if (echoes.size > MAX_ECHOES) echoes.delete(echoes.values().next().value ?? '')
      hand(channel, text)
    },
    hand,
    listen(channel, hear) {
      const all = listeners.get(channel) ?? new Set()
      listeners.set(channel, all.add(hear))
      return () => void all.delete(hear)
    },
    isEcho: (channel, text) => echoes.delete(echoOf(channel, text))
  }
}
