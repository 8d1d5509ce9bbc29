const KEEP_MS = 24 * 3_600_000
const MAX_DRAFTS = 30

/** What was typed about a call and not yet saved. */
export interface Draft {
  readonly note: string
  readonly disposition: string | null
  readonly at: number
}

export interface Drafts {
  all(): Readonly<Record<string, Draft>>
  get(id: string): Draft | undefined
  set(id: string, draft: Omit<Draft, 'at'>): void
  delete(id: string): void
}

const keyOf = (me: string): string => `perezvon.drafts.${me}`

/** Drafts outlive a reload; they are this person's on this computer, and go when they sign out. */
export function openDrafts(me: string): Drafts {
  const read = (): Record<string, Draft> => {
    try {
      const stored = JSON.parse(localStorage.getItem(keyOf(me)) ?? '{}') as Record<string, Draft>
      const fresh = Object.entries(stored).filter(([, draft]) => Date.now() - draft.at < KEEP_MS)
      return Object.fromEntries(fresh.slice(-MAX_DRAFTS))
    } catch {
      // storage is off, or holds what another version wrote
      return {}
    }
  }
  const write = (drafts: Record<string, Draft>): void => {
    try {
      localStorage.setItem(keyOf(me), JSON.stringify(drafts))
    } catch {
      // storage is off or full: the draft lives as long as the page
    }
  }
  return {
    all: read,
    get: (id) => read()[id],
    set: (id, draft) => write({ ...read(), [id]: { ...draft, at: Date.now() } }),
    delete: (id) => {
      const { [id]: _gone, ...rest } = read()
      write(rest)
    }
  }
}

export function forgetDrafts(me: string): void {
  localStorage.removeItem(keyOf(me))
}
