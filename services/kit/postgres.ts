import pg from 'pg'
import type { Logger } from 'pino'

// int8: our counters and versions stay below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

interface PoolOptions {
  readonly max?: number
  readonly idleMs?: number
  /** What PostgreSQL is told at the beginning of each connection. */
  readonly session?: string
}

/** A pool that never takes the process down: a lost connection is logged and replaced. */
export function openPool(url: string, log: Logger, { max = 10, idleMs = 60_000, session }: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: idleMs, // 0: a connection stays, with the plans that it has made
    query_timeout: 30_000,
    statement_timeout: 25_000,
    application_name: 'perezvon',
    keepAlive: true,
    ...(session !== undefined && { onConnect: (client: pg.ClientBase) => client.query(session) })
  })
  // Also of a connection that is in use: whoever uses it hears of it from their query.
  pool.on('connect', (client) => {
    client.on('error', () => {})
  })
  pool.on('error', (err) => log.warn({ err: err.message }, 'a PostgreSQL connection was lost'))
  return pool
}

// Class 08, 53 (too many connections, disk full), 57P0x (shutdown, cannot connect now), and what the socket says.
const AWAY_STATES = /^(08|53|57P0[1-5]|57014|40001|40P01|55P03)/
const AWAY_WORDS = /ECONN|ETIMEDOUT|EPIPE|ENOENT|terminat|timeout|Connection|not queryable|pool after calling end/i

/** True for an error that means "PostgreSQL is away or asks to try again": the same statement may work later. */
export function isConnectionError(err: unknown): boolean {
  if (!(err instanceof Error)) return false
  const code = (err as { code?: string }).code ?? ''
  if (AWAY_STATES.test(code)) return true
  const isDatabaseError = /^[0-9A-Z]{5}$/.test(code)
  return !isDatabaseError && AWAY_WORDS.test(`${code} ${err.message}`)
}
