import type pg from 'pg'
import { HubError } from '../../contracts/errors.ts'
import type { Blobs } from '../kit/blobs.ts'
import { isConnectionError } from '../kit/postgres.ts'
import { makeCallLeads, pruneCallLeads } from './attribution/call-leads.ts'
import { pruneVisits } from './attribution/store.ts'
import { pruneSessions } from './auth/store.ts'
import { type CallDeps, endAsked } from './calls/service.ts'
import { findForgotten, pruneRequests } from './calls/store.ts'
import { createUploads } from './conversions/uploads.ts'
import { pruneFeed } from './feed/store.ts'
import { createSweep } from './files/sweep.ts'
import { type FormDeps, seeToForms } from './forms/service.ts'
import { makeQuarters } from './interactions/quarters.ts'
import { pruneLeads } from './leads/aside.ts'
import { learnWords } from './search/words.ts'
import { giveReminders } from './tasks/service.ts'
import { pruneTrace } from './trace/store.ts'

const FORGOTTEN_SECONDS = 60

/** Ends the calls that were asked for and of which no telephone system ever said anything. */
async function endForgotten(calls: CallDeps): Promise<void> {
  for (const { subject } of await findForgotten(calls.db, FORGOTTEN_SECONDS)) {
    await endAsked(calls, subject, { status: 'expired' })
  }
}

async function prune(db: pg.Pool, keepDays: number): Promise<void> {
  await pruneFeed(db)
  await pruneSessions(db)
  await pruneRequests(db)
  await pruneTrace(db, keepDays)
  await pruneLeads(db)
  await pruneVisits(db)
  await pruneCallLeads(db)
}

const isAway = (err: unknown): boolean =>
  isConnectionError(err) || (err instanceof HubError && err.word === 'unavailable')

/** Housekeeping, now and then, in every process of the core: each step may run at any time, any number of times. */
export function startJobs(
  calls: CallDeps,
  forms: FormDeps & { pruneFiles(): Promise<void>; forgetPops(): void },
  blobs: Blobs
): { stop(): void } {
  const { log } = forms
  const uploads = createUploads({ db: calls.db, settings: calls.hub.conversions, log, now: calls.now })
  const every = (ms: number, what: string, work: () => Promise<void>): NodeJS.Timeout => {
    const run = (): void => {
      work().catch((err: unknown) => {
        if (isAway(err)) log.debug({ err }, `${what} waits for a database`)
        else log.error({ err }, `${what} failed`)
      })
    }
    run()
    return setInterval(run, ms).unref()
  }
  const timers = [
    every(1_000, 'giving reminders', () => giveReminders(calls)),
    every(15_000, 'ending forgotten calls', () => endForgotten(calls)),
    every(3_000, 'handing out forms', () => seeToForms(forms)),
    every(5_000, 'making leads of calls', () => makeCallLeads({ ...calls, forgetPops: forms.forgetPops })),
    every(3_600_000, 'making quarters', () => makeQuarters(calls.db)),
    every(5_000, 'learning words', () => learnWords(calls.db)),
    every(600_000, 'sweeping files', createSweep(calls.db, blobs)),
    every(600_000, 'pruning', () => prune(calls.db, calls.hub.trace.keepDays)),
    every(3_600_000, 'pruning files', forms.pruneFiles),
    every(60_000, 'telling networks of conversions', uploads.run)
  ]
  return {
    stop() {
      timers.forEach(clearInterval)
      uploads.stop()
    }
  }
}
