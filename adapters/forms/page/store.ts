/** What is kept in the browser; while it is not allowed, or the browser forbids it, only as long as the page is open. */
export interface Store extends Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  /** Forbidden, what was kept is forgotten. */
  allow(isAllowed: boolean): void
}

export const NAMES = { visits: 'perezvon.visits', outbox: 'perezvon.outbox' } as const

/** `mustAsk`: nothing is kept until the visitor has allowed it; that something is kept says that they did. */
export function createStore(mustAsk: boolean): Store {
  const memory = new Map<string, string>()
  const kept = tried(() => localStorage)
  let isAllowed = !mustAsk || tried(() => kept?.getItem(NAMES.visits)) != null
  return {
    getItem: (name) => memory.get(name) ?? (isAllowed ? tried(() => kept?.getItem(name)) : null) ?? null,
    setItem(name, value) {
      memory.set(name, value)
      if (isAllowed) tried(() => kept?.setItem(name, value))
    },
    removeItem(name) {
      memory.delete(name)
      tried(() => kept?.removeItem(name))
    },
    allow(isNowAllowed) {
      isAllowed = isNowAllowed
      if (!isAllowed) for (const name of Object.values(NAMES)) tried(() => kept?.removeItem(name))
    }
  }
}

/** A browser may forbid it, or be full. */
function tried<T>(use: () => T): T | undefined {
  try {
    return use()
  } catch {
    return undefined
  }
}
