import type pg from 'pg'
import type { Blobs } from '../../kit/blobs.ts'
import { inTransaction } from '../transaction.ts'
import { isHeld, lockContents, unheldOf } from './store.ts'

/**
 * Removes the contents that no file has: a process died after it had put them in their place, and before it could say whose
 * they are. A day after, so that nobody is still about to say it. Each call looks at some of them, and the next goes on.
 */
export function createSweep(db: pg.Pool, blobs: Pick<Blobs, 'listOld' | 'remove'>): () => Promise<void> {
  let after = ''
  return async () => {
    const old = await blobs.listOld(after)
    after = old.at(-1) ?? ''
    for (const sha256 of await unheldOf(db, old)) {
      await inTransaction(db, async (tx) => {
        await lockContents(tx, sha256)
        if (!(await isHeld(tx, sha256))) await blobs.remove(sha256)
      })
    }
  }
}
