import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `condition` holds. Rejects after `withinMs` with the condition's own words. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not so within ${withinMs} ms: ${condition.toString()}`)
    await sleep(5)
  }
}
