import type pg from 'pg'
import type { HubConfig } from '../../../contracts/config.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Lead, LeadPatch, WholeLead } from '../../../contracts/lead.ts'
import { requireTeam, requireUser } from '../concern.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed, type FeedRow } from '../feed/store.ts'
import { messageFactsOf } from '../ingest/service.ts'
import { regionOf } from '../numbers.ts'
import { settleOffers } from '../routing/offers.ts'
import { type Db, inTransaction } from '../transaction.ts'
import type { Sight } from '../visibility.ts'
import { type Adopt, applySubmission, keepContents } from './apply.ts'
import { putAside, takeBack } from './aside.ts'
import { submissionFactsOf } from './facts.ts'
import { findSeenLead } from './list.ts'
import { holdLead, readLead, updateLead } from './store.ts'

export interface LeadDeps {
  readonly db: pg.Pool
  readonly hub: HubConfig
  readonly publisher: Pick<Publisher, 'publish'>
  readonly forgetPops: () => void
  /** The lead may look for somebody again, or whoever has taken it is free for the next. */
  readonly wakeRouter: () => void
  readonly adopt: Adopt
}

/** Throws 'not-found', 'bad-input', and 'conflict' for one that is no longer as the asker saw it. */
export async function changeLead(deps: LeadDeps, id: string, patch: LeadPatch, sight: Sight): Promise<WholeLead> {
  const { version, ...wanted } = patch
  const { lead, rows } = await inTransaction(deps.db, async (tx) => {
    await holdLead(tx, id)
    const before = await findSeenLead(tx, sight, id)
    if (!before) throw new HubError('not-found', 'no such lead')
    if (version !== undefined && version !== before.version) {
      throw new HubError('conflict', 'it has changed since it was read: read it again')
    }
    await requireUser(tx, '/ownerId', wanted.ownerId)
    await requireTeam(tx, '/teamId', wanted.teamId)
    const isSpam = wanted.state === 'spam'
    const released = before.state === 'spam' && wanted.state !== undefined && !isSpam ? await release(tx, deps, id) : []
    if (isSpam && before.state !== 'spam') await putAside(tx, id)
    else await updateLead(tx, id, { ...wanted, ownerId: ownerOf(wanted, before, sight) })
    const after = (await readLead(tx, id)) as Lead
    const rows = [
      ...(await appendFeed(tx, 'lead', after)),
      ...(await settleOffers(tx, after, { before, by: sight.user }))
    ]
    return { lead: (await findSeenLead(tx, sight, id)) ?? before, rows: [...released, ...rows] }
  })
  deps.forgetPops()
  deps.publisher.publish(rows)
  deps.wakeRouter()
  return lead
}

/** It was no spam: all that was sent goes where it would have gone. */
async function release(tx: Db, { hub, adopt }: LeadDeps, id: string): Promise<FeedRow[]> {
  const rows: FeedRow[] = []
  for (const event of await takeBack(tx, id)) {
    const facts = submissionFactsOf(event, regionOf(hub, event.data.line, event.subject.split(':')[1] ?? ''))
    await keepContents(tx, facts, adopt)
    rows.push(...(await applySubmission(tx, facts, messageFactsOf(event, hub), id)))
  }
  return rows
}

/** Who takes a lead that is nobody's has it. */
function ownerOf({ state, ownerId }: LeadPatch, before: Lead, { user }: Sight): string | null | undefined {
  return ownerId === undefined && state === 'taken' && before.owner === null && user !== null ? user : ownerId
}
