import type pg from 'pg'
import { HubError } from '../../../contracts/errors.ts'
import type { MissedCall, MissedCallPatch } from '../../../contracts/missed-call.ts'
import { requireTeam, requireUser } from '../concern.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { faultAt } from '../input.ts'
import { inTransaction } from '../transaction.ts'
import type { Sight } from '../visibility.ts'
import { findMissed, holdMissed, updateMissed } from './store.ts'

export interface MissedDeps {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
}

/**
 * Takes an entry, hands it on, or closes it by hand. Throws 'not-found', 'bad-input', and 'conflict' for one that is
 * closed or is no longer as the asker saw it.
 */
export async function changeMissed(
  { db, publisher }: MissedDeps,
  id: string,
  { version, state, reason, ...patch }: MissedCallPatch,
  sight: Sight
): Promise<MissedCall> {
  if (reason !== undefined && state === undefined) throw faultAt('/reason', 'is for closing: it comes with state')
  const { entry, rows } = await inTransaction(db, async (tx) => {
    const before = await holdMissed(tx, sight, id)
    if (!before) throw new HubError('not-found', 'no such missed call')
    if (before.state === 'closed') throw new HubError('conflict', 'it is closed already')
    if (version !== undefined && version !== before.version) {
      throw new HubError('conflict', 'it has changed since it was read: read it again')
    }
    await requireUser(tx, '/ownerId', patch.ownerId)
    await requireTeam(tx, '/teamId', patch.teamId)
    const closed = state === 'closed' ? { by: sight.user, reason: reason ?? null } : undefined
    await updateMissed(tx, id, { ...patch, closed })
    const entry = (await findMissed(tx, id)) ?? before
    return { entry, rows: await appendFeed(tx, 'missed-call', entry) }
  })
  publisher.publish(rows)
  return entry
}
