import { setTimeout as sleep } from 'node:timers/promises'

/** Of its time a process may work before those who can wait do so. */
const BUSY = 0.5
const STEP_MS = 25
/** A lead comes up while the person is still at the page, however much comes in. */
const MOST_MS = 400

interface Deps {
  /** How much of its time since it was last asked the process has worked, from 0 to 1. */
  readonly busy: () => number
  readonly rest: (ms: number) => Promise<unknown>
}

/** Since it was last asked. */
function createBusy(): () => number {
  let last = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    return utilization
  }
}

/**
 * What was sent in is on the disk already: making a lead of it waits while this process has its hands full, with the answers
 * to those who send and with calls. Resolves when there is room, or after so long.
 */
export function createPatience({ busy, rest }: Deps = { busy: createBusy(), rest: sleep }): () => Promise<void> {
  return async () => {
    for (let waited = 0; waited < MOST_MS && busy() > BUSY; waited += STEP_MS) await rest(STEP_MS)
  }
}
