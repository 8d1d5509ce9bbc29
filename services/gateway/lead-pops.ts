import type { LeadOffer } from '../../contracts/lead-offer.ts'
import type { ScreenPop, ScreenPopWithdrawn } from '../../contracts/realtime.ts'
import type { PopContext } from '../../contracts/rest.ts'
import type { PopEffect } from './pops.ts'

/** Offers that have ended are kept so that an older word does not bring one back. */
const MAX_ENDED = 5_000

interface Entry {
  readonly offer: LeadOffer
  readonly context: PopContext | null
  /** Place in the event stream of what was applied last. */
  readonly cursor: number
}

/** `renew`: something of a card changed; where it is, it is shown as it is now. */
export type LeadPopEffect = PopEffect | { readonly kind: 'renew'; readonly user: string; readonly pop: ScreenPop }

/** The leads that are before people now, and their cards. */
export function createLeadPops() {
  const entries = new Map<string, Entry>()
  const ended = new Set<string>()
  const byUser = new Map<string, Set<string>>()

  function end(id: string, user: string): void {
    entries.delete(id)
    const own = byUser.get(user)
    own?.delete(id)
    if (own?.size === 0) byUser.delete(user)
    ended.add(id)
    if (ended.size > MAX_ENDED) ended.delete(ended.values().next().value ?? '')
  }
  const ofUser = (user: string): Entry[] => [...(byUser.get(user) ?? [])].flatMap((id) => entries.get(id) ?? [])

  return {
    /** An offer as it is now. */
    apply(offer: LeadOffer, context: PopContext | null, cursor: number): LeadPopEffect[] {
      const { id, user } = offer
      const known = entries.get(id)
      if (ended.has(id) || (known && cursor < known.cursor)) return []
      if (offer.outcome !== null) {
        end(id, user.id)
        return known ? [withdrawal(offer)] : []
      }
      const entry = { offer, context: context ?? known?.context ?? null, cursor }
      entries.set(id, entry)
      byUser.set(user.id, (byUser.get(user.id) ?? new Set()).add(id))
      return [{ kind: known ? 'renew' : 'deliver', user: user.id, pop: popOf(entry) }]
    },
    popsOf: (user: string): ScreenPop[] => ofUser(user).map(popOf),
    /** The lead whose card a person shows under this interaction. */
    find: (user: string, interaction: string): LeadOffer | undefined =>
      ofUser(user).find(({ offer }) => offer.interaction.id === interaction)?.offer,
    hasContext: (id: string): boolean => (entries.get(id)?.context ?? null) !== null,
    /** The cards that are no more, of those that were known at a place in the event stream at which `open` are so. */
    gone(open: ReadonlySet<string>, at: number): PopEffect[] {
      const over = [...entries.values()].filter(({ offer, cursor }) => cursor <= at && !open.has(offer.id))
      for (const { offer } of over) end(offer.id, offer.user.id)
      return over.map(({ offer }) => withdrawal({ ...offer, outcome: 'withdrawn' }))
    },
    /** After a restored database what had ended may be open again. */
    forgetEnded: (): void => ended.clear()
  }
}

function popOf({ offer, context }: Entry): ScreenPop {
  const { id, interaction, lead, kind, why, rule, offeredAt, until, callAt, call } = offer
  const { line, lineName, queue } = interaction
  return {
    interaction,
    candidates: context?.candidates ?? [],
    why: context?.why ?? { line, lineName, queue, waitSeconds: 0 },
    recent: context?.recent ?? [],
    offeredAt,
    lead: { offer: id, lead, kind, why, rule, offeredAt, until, callAt, call }
  }
}

function withdrawal(offer: LeadOffer): PopEffect {
  const withdrawn: ScreenPopWithdrawn = { interaction: offer.interaction, reason: reasonOf(offer), by: offer.by }
  return { kind: 'withdraw', user: offer.user.id, withdrawn }
}

function reasonOf({ outcome, by }: LeadOffer): ScreenPopWithdrawn['reason'] {
  switch (outcome) {
    case 'taken':
    case 'declined':
      return outcome
    case 'expired':
      return 'time-out'
    case 'withdrawn':
    case null:
      return by === null ? 'closed' : 'taken-elsewhere'
  }
}
