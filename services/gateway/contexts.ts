import type { FeedItem } from '../../contracts/feed.ts'
import type { PopContext } from '../../contracts/rest.ts'
import type { Crm, EventsPage } from './crm.ts'
import { offersOf } from './offers.ts'

type HasContext = (id: string) => boolean

/** It is shown to somebody, and what is shown beside it is not known here. */
function isLacking(item: FeedItem, hasContext: HasContext): boolean {
  if (item.type === 'interaction') return offersOf(item.data).size > 0 && !hasContext(item.data.id)
  return item.type === 'lead-offer' && item.data.outcome === null && !hasContext(item.data.id)
}

/**
 * REST gives items without what a pop shows beside the call or the lead: the snapshot has it, by the id of the interaction
 * or of the offer.
 */
export async function contextsFor(
  { items }: EventsPage,
  crm: Pick<Crm, 'live'>,
  hasContext: HasContext
): Promise<ReadonlyMap<string, PopContext | null>> {
  if (!items.some((item) => isLacking(item, hasContext))) return new Map()
  const snapshot = await crm.live().catch(() => undefined)
  return new Map([
    ...(snapshot?.items.map(({ interaction, pop }) => [interaction.id, pop] as const) ?? []),
    ...(snapshot?.offers.map(({ offer, pop }) => [offer.id, pop] as const) ?? [])
  ])
}

/** What a pop of this item shows, if it is one that pops. */
export const contextOf = (item: FeedItem, contexts: ReadonlyMap<string, PopContext | null>): PopContext | null =>
  item.type === 'interaction' || item.type === 'lead-offer' ? (contexts.get(item.data.id) ?? null) : null
