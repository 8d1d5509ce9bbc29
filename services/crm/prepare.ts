import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { HubConfig } from '../../contracts/config.ts'
import { isConnectionError } from '../kit/postgres.ts'
import type { Settings } from '../kit/settings.ts'
import { keepLineSources } from './attribution/store.ts'
import type { Passwords } from './auth/passwords.ts'
import { migrate } from './migrate.ts'
import { keepServiceLevel } from './missed/store.ts'
import { ensureAdmin } from './users/service.ts'

interface Deps {
  readonly db: pg.Pool
  readonly settings: Pick<Settings, 'databaseUrl' | 'adminLogin' | 'adminPassword'>
  readonly hub: Pick<HubConfig, 'missed' | 'lines'>
  readonly passwords: Passwords
  readonly log: Logger
  readonly signal: AbortSignal
}

const RETRY_MS = 500

/** Migrates, and sees to the first administrator; waits for PostgreSQL as long as it takes. */
export async function prepareDatabase({ db, settings, hub, passwords, log, signal }: Deps): Promise<void> {
  const { databaseUrl, adminLogin, adminPassword } = settings
  for (let said = false; !signal.aborted; ) {
    try {
      await migrate(databaseUrl, log)
      if (adminLogin && adminPassword) await ensureAdmin({ db, passwords }, adminLogin, adminPassword)
      await keepServiceLevel(db, hub.missed.answerWithinMinutes)
      await keepLineSources(db, hub.lines)
      return
    } catch (err) {
      if (!isConnectionError(err)) throw err
      if (!said) log.warn({ err: (err as Error).message }, 'PostgreSQL is away: waiting for it')
      said = true
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {})
    }
  }
}
