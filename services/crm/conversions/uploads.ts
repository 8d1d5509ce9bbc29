import type pg from 'pg'
import type { Logger } from 'pino'
import { uuidv7 } from 'uuidv7'
import type { ConversionSettings, Goal, Network } from '../../../contracts/conversion.ts'
import { inTransaction } from '../transaction.ts'
import { createGoogle } from './google.ts'
import { claim, enqueue, giveUp, holdQueue, settle } from './queue.ts'
import { listConversions } from './store.ts'
import type { Outcome, Uploader } from './uploader.ts'
import { createYandex } from './yandex.ts'

interface Deps {
  readonly db: pg.Pool
  readonly settings: ConversionSettings | undefined
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly now: () => number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** A slip of the hand is taken back before anybody is told. */
const SETTLE_MS = 10 * MINUTE_MS
/** How long after it a network still links a conversion to its visit. */
const KEEP_MS: Readonly<Record<Network, number>> = { yandex: 21 * DAY_MS, google: 90 * DAY_MS }
/** Longer than any upload takes: who holds it longer is dead. */
const LEASE_MS = 5 * MINUTE_MS
const AGAIN_MINUTES = [1, 5, 15, 60, 240, 720]
const AT_ONCE = 500

const againMs = (tries: number): number => (AGAIN_MINUTES[Math.min(tries, AGAIN_MINUTES.length) - 1] ?? 720) * MINUTE_MS

/** Tells the networks that hub.yaml names of conversions, each once. `run` may be called at any time, in any process. */
export function createUploads({ db, settings, log, now }: Deps): { run(): Promise<void>; stop(): void } {
  const stopping = new AbortController()
  const uploaders = new Map<Network, Uploader>()
  if (settings?.yandex) uploaders.set('yandex', createYandex(settings.yandex, stopping.signal))
  if (settings?.google) uploaders.set('google', createGoogle(settings.google, stopping.signal, now))
  const goalsOf = (network: Network): Goal[] =>
    (settings?.goals ?? []).filter((goal) => network === 'yandex' || goal.googleAction !== undefined)
  const iso = (ms: number): string => new Date(ms).toISOString()

  /** What is due, held for this process. */
  function take(network: Network) {
    return inTransaction(db, async (tx) => {
      if (!(await holdQueue(tx, network))) return undefined
      const goals = goalsOf(network)
      const [since, until] = [iso(now() - KEEP_MS[network]), iso(now() - SETTLE_MS)]
      const found = await listConversions(tx, { network, goals, since, until, limit: AT_ONCE, isUnsent: true })
      if (found.length > 0) await enqueue(tx, found, goals, iso(now()))
      await giveUp(tx, network, since)
      return claim(tx, { network, now: iso(now()), leaseUntil: iso(now() + LEASE_MS), batch: uuidv7(), limit: AT_ONCE })
    })
  }

  type Batch = NonNullable<Awaited<ReturnType<typeof take>>>

  async function note(network: Network, { id, items, tries }: Batch, outcome: Outcome): Promise<void> {
    const nextAt = iso(now() + againMs(tries))
    if (outcome.kind === 'failed') {
      const { reason: error, mayBeTaken: keepsBatch } = outcome
      log.warn({ network, conversions: items.length, err: error, nextAt }, 'conversions were not taken: they wait')
      await settle(db, network, id, items, { state: 'waiting', error, nextAt, keepsBatch })
      return
    }
    const taken = items.filter((_, at) => !outcome.refused.has(at))
    for (const [at, { reason: error, isForNow }] of outcome.refused) {
      const item = items[at]
      if (!item) continue
      if (!isForNow) log.warn({ network, lead: item.lead, err: error }, 'a conversion was refused')
      await settle(db, network, id, [item], { state: isForNow ? 'waiting' : 'refused', error, nextAt })
    }
    await settle(db, network, id, taken, { state: 'sent' })
    if (taken.length > 0) log.info({ network, conversions: taken.length }, 'conversions were taken')
  }

  let running: Promise<void> | undefined
  async function runAll(): Promise<void> {
    for (const [network, uploader] of uploaders) {
      for (let batch = await take(network); batch && !stopping.signal.aborted; batch = await take(network)) {
        await note(network, batch, await uploader.upload(batch.items, batch.id, batch.isAgain))
      }
    }
  }

  return {
    run() {
      running ??= runAll().finally(() => {
        running = undefined
      })
      return running
    },
    stop: () => stopping.abort()
  }
}
