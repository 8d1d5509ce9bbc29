import { setTimeout as sleep } from 'node:timers/promises'

/** Of its time a process may work before those who can wait do so. */
const BUSY = 0.5
const STEP_MS = 25
/** A lead comes up while the person is still at the page, however much comes in. */
const MOST_MS = 400

interface Deps {
  /** How much of its time the process has worked of late, from 0 to 1. */
  readonly busy: () => number
  readonly rest: (ms: number) => Promise<unknown>
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

/**
 * What was sent in is on the disk already: making a lead of it waits while this process has its hands full, with the answers
 * to those who send and with calls. Resolves when there is room, or after so long.
 */
export function createPatience({ busy = createBusy(), rest = sleep }: Partial<Deps> = {}): () => Promise<void> {
  return async () => {
    for (let waited = 0; waited < MOST_MS && busy() > BUSY; waited += STEP_MS) await rest(STEP_MS)
  }
}
