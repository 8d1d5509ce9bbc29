import type { Interaction } from '../../contracts/interaction.ts'
import type { ScreenPop, ScreenPopWithdrawn } from '../../contracts/realtime.ts'
import type { PopContext } from '../../contracts/rest.ts'
import { type Fate, fateOf, offersOf } from './offers.ts'

/** How long a phone may be silent between two ring rounds of a queue before its pop is withdrawn. */
export const RING_GRACE_MS = 8_000

/** Where one person stands with one interaction; who is not in the map has no pop. */
type Stand =
  | { readonly kind: 'ringing'; readonly since: string }
  | { readonly kind: 'between-rounds'; readonly since: string; readonly untilMs: number }
  | { readonly kind: 'dismissed' }

/** The pops of one interaction. */
export interface Pops {
  readonly interaction: Interaction
  readonly context: PopContext | null
  readonly people: ReadonlyMap<string, Stand>
}

export type PopInput =
  | { readonly kind: 'interaction'; readonly interaction: Interaction; readonly context: PopContext | null }
  /** Of the version that is known, with an event on top that the core has not committed yet. */
  | { readonly kind: 'ahead'; readonly interaction: Interaction; readonly context: PopContext }
  | { readonly kind: 'tick' }
  | { readonly kind: 'dismiss'; readonly user: string }

export type PopEffect =
  | { readonly kind: 'deliver'; readonly user: string; readonly pop: ScreenPop }
  | { readonly kind: 'withdraw'; readonly user: string; readonly withdrawn: ScreenPopWithdrawn }

type PopStep = readonly [Pops, readonly PopEffect[]]

/** One step of the pops of one interaction; an older version of it changes nothing. */
export function stepPops(pops: Pops | undefined, input: PopInput, nowMs: number): PopStep | undefined {
  if (input.kind === 'interaction') {
    if (pops && input.interaction.version <= pops.interaction.version) return undefined
    return stepInteraction(pops, input.interaction, input.context ?? pops?.context ?? null, nowMs)
  }
  if (!pops) return undefined
  if (input.kind === 'ahead') {
    if (input.interaction.version !== pops.interaction.version) return undefined
    return stepInteraction(pops, input.interaction, input.context, nowMs)
  }
  return input.kind === 'tick' ? stepTick(pops, nowMs) : stepDismissal(pops, input.user)
}

function stepInteraction(
  before: Pops | undefined,
  interaction: Interaction,
  context: PopContext | null,
  nowMs: number
): PopStep {
  const people = new Map(interaction.state === 'ended' ? [] : before?.people)
  const pops: Pops = { interaction, context, people }
  const effects: PopEffect[] = []
  const offers = offersOf(interaction)
  for (const [user, stand] of before?.people ?? []) {
    if (stand.kind === 'dismissed' || offers.has(user)) continue
    const fate = fateOf(interaction, user, stand.since)
    if (fate) {
      people.delete(user)
      effects.push(withdrawal(pops, user, fate))
    } else if (stand.kind === 'ringing') {
      people.set(user, { kind: 'between-rounds', since: stand.since, untilMs: nowMs + RING_GRACE_MS })
    }
  }
  for (const [user, since] of offers) {
    const stand = people.get(user)
    if (stand?.kind === 'dismissed') continue
    const from = stand?.since ?? since ?? new Date(nowMs).toISOString()
    people.set(user, { kind: 'ringing', since: from })
    if (!stand) effects.push({ kind: 'deliver', user, pop: popOf(pops, from) })
  }
  return [pops, effects]
}

function stepTick(before: Pops, nowMs: number): PopStep | undefined {
  const over = [...before.people].flatMap(([user, stand]) =>
    stand.kind === 'between-rounds' && stand.untilMs <= nowMs ? [user] : []
  )
  if (over.length === 0) return undefined
  const people = new Map(before.people)
  for (const user of over) people.delete(user)
  const pops = { ...before, people }
  return [pops, over.map((user) => withdrawal(pops, user, { reason: 'no-answer', by: null }))]
}

function stepDismissal(before: Pops, user: string): PopStep | undefined {
  const stand = before.people.get(user)
  if (!stand || stand.kind === 'dismissed') return undefined
  const pops: Pops = { ...before, people: new Map(before.people).set(user, { kind: 'dismissed' }) }
  return [pops, [withdrawal(pops, user, { reason: 'dismissed', by: null })]]
}

const withdrawal = ({ interaction }: Pops, user: string, fate: Fate): PopEffect => ({
  kind: 'withdraw',
  user,
  withdrawn: { interaction, ...fate }
})

/** The pop of this person as it is now, if they have one. */
export function currentPop(pops: Pops, user: string): ScreenPop | undefined {
  const stand = pops.people.get(user)
  return stand === undefined || stand.kind === 'dismissed' ? undefined : popOf(pops, stand.since)
}

export const isBetweenRounds = (pops: Pops): boolean =>
  [...pops.people.values()].some(({ kind }) => kind === 'between-rounds')

function popOf({ interaction, context }: Pops, offeredAt: string): ScreenPop {
  const { line, lineName, queue, waitSeconds } = interaction
  const { candidates, why, recent } = context ?? {
    candidates: [],
    why: { line, lineName, queue, waitSeconds },
    recent: []
  }
  return { interaction, candidates, why, recent, offeredAt }
}
