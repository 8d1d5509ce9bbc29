import type { Presence } from '../../kit/presence.ts'
import { type LeadCallDeps, makeDueCalls, settleCalls } from './call.ts'
import { type SweepDeps, sweep } from './sweep.ts'

const EVERY_MS = 1_000

export interface Router {
  /** Leads came, or somebody is free: at once, not with the next second. */
  wake(somebodyCame?: boolean): void
  /** Resolves when what was begun is done. */
  stop(): Promise<void>
}

interface Deps extends SweepDeps {
  readonly calls: Omit<LeadCallDeps, 'wake'>
  readonly presence: Pick<Presence, 'present'>
  /** What went wrong; it is tried again with the next second. */
  onFault(err: unknown, what: string): void
}

/** Puts leads before people: one thing at a time in a process, and any number of processes. */
export function createRouter({ calls, presence, onFault, ...deps }: Deps): Router {
  let isStopped = false
  let isWanted = false
  let somebodyCame = false
  let running: Promise<void> | undefined
  let calling: Promise<void> | undefined
  const callDeps: LeadCallDeps = { ...calls, wake: () => wake(true) }

  async function run(): Promise<void> {
    while (isWanted && !isStopped) {
      isWanted = false
      const there = presence.present()
      if (!there) return // who came is asked with the next second
      const came = somebodyCame
      somebodyCame = false
      await sweep(deps, there, came).catch((err: unknown) => onFault(err, 'putting leads before people'))
    }
  }
  function wake(hasCome = false): void {
    if (isStopped) return
    isWanted = true
    somebodyCame ||= hasCome
    running ??= run().finally(() => {
      running = undefined
      if (isWanted) wake()
    })
  }
  /** Apart from the leads: a phone that is slow to answer holds up nobody's card. */
  async function call(): Promise<void> {
    await makeDueCalls(callDeps)
    await settleCalls(callDeps)
  }
  const timer = setInterval(() => {
    wake()
    calling ??= call()
      .catch((err: unknown) => onFault(err, 'calling leads'))
      .finally(() => {
        calling = undefined
      })
  }, EVERY_MS).unref()

  return {
    wake,
    async stop() {
      isStopped = true
      clearInterval(timer)
      await Promise.all([running, calling])
    }
  }
}
