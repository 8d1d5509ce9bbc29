/** A form that was sent and not yet taken, as its body goes over the wire. */
interface Unsent {
  readonly to: string
  readonly body: string
  readonly atMs: number
}

interface Store {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

const NAME = 'perezvon.outbox'
const MOST = 20
const LONGEST = 50_000
const KEPT_MS = 7 * 86_400_000

export const isTooLong = (body: string): boolean => body.length > LONGEST

function read(store: Store): Unsent[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(NAME) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.to === 'string' && typeof one.body === 'string') : []
  } catch {
    return [] // somebody else's
  }
}

function write(store: Store, all: readonly Unsent[]): void {
  if (all.length === 0) store.removeItem(NAME)
  else store.setItem(NAME, JSON.stringify(all.slice(-MOST)))
}

const without = (all: readonly Unsent[], body: string): Unsent[] => all.filter((one) => one.body !== body)

export const keep = (store: Store, one: Unsent): void => write(store, [...without(read(store), one.body), one])

export const drop = (store: Store, body: string): void => write(store, without(read(store), body))

/** What is still to be sent; what is too old is given up. */
export const unsent = (store: Store, nowMs: number): Unsent[] =>
  read(store).filter(({ atMs }) => nowMs - atMs < KEPT_MS)
