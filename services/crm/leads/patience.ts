import { setTimeout as sleep } from 'node:timers/promises'

/** Of its time a process may work before those who can wait do so. */
const BUSY = 0.5
const STEP_MS = 25
/** A lead comes up while the person is still at the page, however much comes in. */
const MOST_MS = 400
/** So many forms a second are more than twice what leads can be made of: whoever sends is answered first. */
const FLOOD = 400
/** Then a lead is begun so long after the one before. */
const APART_MS = 40
const SAMPLE_MS = 100

interface Deps {
  /** How much of its time the process has worked of late, from 0 to 1. */
  readonly busy: () => number
  /** How many forms a second came of late, to whatever process. */
  readonly arrivals: () => Promise<number>
  readonly rest: (ms: number) => Promise<unknown>
  readonly now: () => number
}

/** Of stretches of time: of the moment between two questions nothing can be said. */
function createBusy(): () => number {
  let last = performance.eventLoopUtilization()
  let at = performance.now()
  let known = 0
  return () => {
    if (performance.now() - at < STEP_MS) return known
    const now = performance.eventLoopUtilization()
    known = performance.eventLoopUtilization(now, last).utilization
    last = now
    at = performance.now()
    return known
  }
}

/** How many a second are added to what `length` counts; that some are taken away now and then says nothing of it. */
export function createArrivals(length: () => Promise<number>, now = () => performance.now()): Deps['arrivals'] {
  let at = now()
  let last: number | undefined
  let perSecond = 0
  return async () => {
    const since = now() - at
    if (last !== undefined && since < SAMPLE_MS) return perSecond
    const before = last // another may be counting, too
    at = now()
    const found = await length().catch(() => undefined) // whoever waits for it is told elsewhere
    if (found !== undefined && before !== undefined && found >= before) perSecond = ((found - before) * 1_000) / since
    last = found ?? last
    return perSecond
  }
}

/**
 * What was sent in is on the disk already: making a lead of it waits while this process has its hands full, with the answers
 * to those who send and with calls, and in a flood of forms. Resolves when there is room, or after so long.
 */
export function createPatience({
  busy = createBusy(),
  arrivals = async () => 0,
  rest = sleep,
  now = () => performance.now()
}: Partial<Deps> = {}): () => Promise<void> {
  let nextAt = 0
  return async () => {
    for (let waited = 0; waited < MOST_MS && busy() > BUSY; waited += STEP_MS) await rest(STEP_MS)
    if ((await arrivals()) < FLOOD) return
    const begin = Math.max(now(), nextAt)
    nextAt = begin + APART_MS
    if (begin > now()) await rest(begin - now())
  }
}
