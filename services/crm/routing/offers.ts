import type pg from 'pg'
import { HubError } from '../../../contracts/errors.ts'
import type { Lead, WholeLead } from '../../../contracts/lead.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed, type FeedRow } from '../feed/store.ts'
import { findSeenLead } from '../leads/list.ts'
import { holdLead, readLead, updateLead } from '../leads/store.ts'
import { type Db, inTransaction } from '../transaction.ts'
import type { Sight } from '../visibility.ts'
import { appendOffers, closeOffers, endOffer, holdOpenOffer, insertHanded, makeDue } from './store.ts'

export interface OfferDeps {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
  /** Somebody is free for the next lead, or a lead for the next person. */
  readonly wake: () => void
}

/** Gives it to them; nothing when it is somebody's already, or none any more. The lead is held. */
export async function giveLead(tx: Db, id: string, user: string): Promise<FeedRow[]> {
  await updateLead(tx, id, { state: 'taken', ownerId: user })
  const offers = await closeOffers(tx, id, user)
  const rows = await appendFeed(tx, 'lead', (await readLead(tx, id)) as Lead)
  return [...rows, ...(await appendOffers(tx, offers))]
}

const isFree = ({ state, owner }: Pick<Lead, 'state' | 'owner'>, user: string): boolean =>
  state === 'new' && (owner === null || owner.id === user)

/** Throws 'not-found', and 'conflict' when somebody was quicker. Taken again by the same person it stays as it is. */
export async function takeLead(deps: OfferDeps, id: string, sight: Sight): Promise<WholeLead> {
  const { user } = sight
  if (user === null) throw new HubError('not-permitted', 'only a person takes a lead: a program says `ownerId`')
  const { lead, rows } = await inTransaction(deps.db, async (tx) => {
    await holdLead(tx, id)
    const before = await findSeenLead(tx, sight, id)
    if (!before) throw new HubError('not-found', 'no such lead')
    if (before.owner?.id === user && before.state === 'taken') return { lead: before, rows: [] }
    if (!isFree(before, user)) throw new HubError('conflict', quickerThan(before))
    const rows = await giveLead(tx, id, user)
    return { lead: (await findSeenLead(tx, sight, id)) ?? before, rows }
  })
  deps.publisher.publish(rows)
  deps.wake()
  return lead
}

const quickerThan = ({ owner, state }: Lead): string => (owner ? `${owner.name} has it` : `it is ${state}`)

/** It is not for this person: it goes to the next. Throws 'not-found' when it is not before them. */
export async function declineLead(deps: OfferDeps, id: string, user: string): Promise<void> {
  await changeOffer(deps, id, user, async (tx, offer) => {
    await endOffer(tx, offer, 'declined')
    await makeDue(tx, id)
  })
  deps.wake()
}

/** No phone rings by itself; it stays before them. Throws 'not-found', and 'conflict' when the phone rings already. */
export async function stopCall(deps: OfferDeps, id: string, user: string): Promise<void> {
  await changeOffer(deps, id, user, async (tx, offer) => {
    const { rows } = await tx.query<{ call: string | null }>(
      `update lead_offer set call = case when call = 'due' then 'stopped' else call end where id = $1 returning call`,
      [offer]
    )
    if (rows[0]?.call !== 'stopped') throw new HubError('conflict', 'there is no call to be stopped')
  })
}

async function changeOffer(
  { db, publisher }: OfferDeps,
  lead: string,
  user: string,
  change: (tx: Db, offer: string) => Promise<void>
): Promise<void> {
  const rows = await inTransaction(db, async (tx) => {
    await holdLead(tx, lead)
    const offer = await holdOpenOffer(tx, lead, user)
    if (offer === undefined) throw new HubError('not-found', 'this lead is not before you')
    await change(tx, offer)
    return appendOffers(tx, [offer])
  })
  publisher.publish(rows)
}

/**
 * After a lead was changed in some other way, `by` somebody: what was before people is withdrawn, if nobody is looked for any
 * more; and whoever was given it has it before them.
 */
export async function settleOffers(
  tx: Db,
  { id, state, owner }: Lead,
  { before, by }: { readonly before: Lead; readonly by: string | null }
): Promise<FeedRow[]> {
  if (state === 'new' && owner === null) return []
  const closed = await closeOffers(tx, id, owner?.id ?? null, state === 'new')
  const isHanded = state === 'new' && owner !== null && owner.id !== before.owner?.id && owner.id !== by
  const handed = isHanded ? await insertHanded(tx, id, owner.id) : undefined
  return appendOffers(tx, handed === undefined ? closed : [...closed, handed])
}
