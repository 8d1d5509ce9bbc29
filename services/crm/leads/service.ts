import type pg from 'pg'
import { HubError } from '../../../contracts/errors.ts'
import type { Lead, LeadPatch, WholeLead } from '../../../contracts/lead.ts'
import { requireTeam, requireUser } from '../concern.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { inTransaction } from '../transaction.ts'
import type { Sight } from '../visibility.ts'
import { findSeenLead } from './list.ts'
import { holdLead, readLead, updateLead } from './store.ts'

export interface LeadDeps {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
}

/** Throws 'not-found', 'bad-input', and 'conflict' for one that is no longer as the asker saw it. */
export async function changeLead(
  { db, publisher }: LeadDeps,
  id: string,
  { version, ...patch }: LeadPatch,
  sight: Sight
): Promise<WholeLead> {
  const { lead, rows } = await inTransaction(db, async (tx) => {
    await holdLead(tx, id)
    const before = await findSeenLead(tx, sight, id)
    if (!before) throw new HubError('not-found', 'no such lead')
    if (version !== undefined && version !== before.version) {
      throw new HubError('conflict', 'it has changed since it was read: read it again')
    }
    if (before.state === 'spam' || patch.state === 'spam') throw new HubError('conflict', 'not yet')
    await requireUser(tx, '/ownerId', patch.ownerId)
    await requireTeam(tx, '/teamId', patch.teamId)
    await updateLead(tx, id, { ...patch, ownerId: ownerOf(patch, before, sight) })
    const rows = await appendFeed(tx, 'lead', (await readLead(tx, id)) as Lead)
    return { lead: (await findSeenLead(tx, sight, id)) ?? before, rows }
  })
  publisher.publish(rows)
  return lead
}

/** Who takes a lead that is nobody's has it. */
function ownerOf({ state, ownerId }: LeadPatch, before: Lead, { user }: Sight): string | null | undefined {
  return ownerId === undefined && state === 'taken' && before.owner === null && user !== null ? user : ownerId
}
