import type { PreparedPop } from '../../../contracts/feed.ts'
import type { Interaction } from '../../../contracts/interaction.ts'
import type { LeadOffer } from '../../../contracts/lead-offer.ts'
import type { PopContext } from '../../../contracts/rest.ts'
import { findCandidates } from '../contacts/candidates.ts'
import type { Db } from '../transaction.ts'
import { recentWith } from './store.ts'

interface Pops {
  /** What the person whose phone rings should see; undefined while it rings nobody. */
  popOf(interaction: Interaction): Promise<PopContext | undefined>
  /** What the person before whom a lead is should see; undefined when it is before nobody any more. */
  popOfLead(offer: LeadOffer): Promise<PopContext | undefined>
  forget(): void
}

type People = Pick<PopContext, 'candidates' | 'recent'>

const KEEP_MS = 10_000
const MAX_KEPT = 2_000
/** The history of somebody who is hardly the caller is not shown. */
const UNLIKELY = 0.2

const ringsSomebody = ({ state, participants }: Interaction): boolean =>
  state !== 'ended' && participants.some((p) => p.kind === 'agent' && p.state === 'alerting')

/** Nobody has answered yet: the phone rings in a moment, and what its pop shows had better be there by then. */
const mayRing = ({ state, answeredAt }: Interaction): boolean => state !== 'ended' && answeredAt === null

/** Nobody has heard of it, and it will ring somebody: what the gateways know of it now makes its pop quick. */
export const hasJustBegun = (call: Interaction): boolean => call.version === 1 && mayRing(call) && !ringsSomebody(call)

interface Deps {
  readonly db: Db
  now(): number
  /** Is told what was read, once for each reading. */
  prepared?(pop: PreparedPop): void
}

/** Makes the context of a pop once for an interaction; the next events of the same ringing take it from memory. */
export function createPops({ db, now, prepared }: Deps): Pops {
  const kept = new Map<string, { people: Promise<People>; until: number }>()

  function peopleOf(interaction: Interaction): Promise<People> {
    const { id, contact, remote } = interaction
    const key = `${id} ${contact?.id} ${remote.address}`
    const found = kept.get(key)
    if (found && found.until > now()) return found.people
    const people = readPeople(db, interaction)
    kept.delete(key) // so that the Map's first entry is the oldest
    kept.set(key, { people, until: now() + KEEP_MS })
    people.then(
      (read) => prepared?.({ interaction: id, contact: contact?.id ?? null, number: remote.address, ...read }),
      () => kept.delete(key)
    )
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? '')
    return people
  }

  return {
    async popOf(interaction) {
      if (!ringsSomebody(interaction)) {
        if (mayRing(interaction)) void peopleOf(interaction).catch(() => {}) // asked again when it rings
        return undefined
      }
      const { line, lineName, queue, waitSeconds } = interaction
      return { ...(await peopleOf(interaction)), why: { line, lineName, queue, waitSeconds } }
    },
    async popOfLead({ interaction, lead, outcome }) {
      if (outcome !== null) return undefined
      const { line, lineName, queue } = interaction
      const remote = { ...interaction.remote, address: lead.phone }
      const waitSeconds = Math.max(0, now() - Date.parse(lead.createdAt)) / 1_000
      return { ...(await peopleOf({ ...interaction, remote })), why: { line, lineName, queue, waitSeconds } }
    },
    forget: () => kept.clear()
  }
}

async function readPeople(db: Db, { id, contact, remote, line }: Interaction): Promise<People> {
  const number = remote.address
  const candidates = await findCandidates(db, {
    kind: 'phone',
    value: number,
    chosen: contact?.id ?? null,
    line,
    interaction: id
  })
  const first = candidates.find(({ confidence }) => confidence > UNLIKELY)?.contact.id ?? null
  if (number === null && first === null) return { candidates, recent: [] }
  return { candidates, recent: await recentWith(db, { contact: first, number }, id) }
}
