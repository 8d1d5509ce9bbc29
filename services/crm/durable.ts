import type pg from 'pg'

/**
 * Resolves when everything that was committed before, by whomever, is on PostgreSQL's disk. Whoever asks while the disk is
 * being waited for shares the next wait: see docs/decisions/0013.
 */
export type Durable = () => Promise<void>

export function createDurable(db: Pick<pg.Pool, 'query'>): Durable {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  // A commit that waits for the disk takes all that lies before it there.
  const flush = async (): Promise<void> => {
    next = undefined
    await db.query({ name: 'durable', text: "select pg_logical_emit_message(true, 'perezvon', '')" })
  }
  return () => {
    if (next === undefined) {
      next = running.then(flush)
      running = next.catch(() => {}) // whoever asked hears of it
    }
    return next
  }
}
