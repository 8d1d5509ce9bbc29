import type { Interaction, Participant } from '../../contracts/interaction.ts'
import type { ScreenPopWithdrawn } from '../../contracts/realtime.ts'

export type WithdrawalReason = ScreenPopWithdrawn['reason']

/** Why a pop is no longer this person's, and which colleague has the call now. */
export interface Fate {
  readonly reason: WithdrawalReason
  readonly by: string | null
}

const fate = (reason: WithdrawalReason, by: string | null = null): Fate => ({ reason, by })

/**
 * Whom this interaction rings now, and since when; null for who has spoken in it before and is rung again, as when
 * nobody took what they handed over. A person with two ringing phones is one person.
 */
export function offersOf(interaction: Interaction): ReadonlyMap<string, string | null> {
  const offers = new Map<string, string | null>()
  if (interaction.state === 'ended') return offers
  for (const participant of interaction.participants) {
    const user = participant.user?.id
    if (user === undefined || !isRinging(participant) || isTaken(interaction, participant, user)) continue
    const since = participant.answeredAt === null ? participant.offeredAt : null
    const known = offers.get(user)
    if (known === undefined || since === null || (known !== null && since < known)) offers.set(user, since)
  }
  for (const user of offers.keys()) if (isSpeaking(interaction, user)) offers.delete(user)
  return offers
}

/** Their own phone ringing first, because they asked for the call, is no news to them. */
function isRinging({ state, leftAt, via }: Participant): boolean {
  return state === 'alerting' && leftAt === null && via !== 'click-to-call'
}

/**
 * A colleague answered, but the PBX has yet to silence this phone. A transfer or a conference rings a phone while a
 * colleague speaks: there it means nothing.
 */
function isTaken(interaction: Interaction, { via, offeredAt, answeredAt }: Participant, user: string): boolean {
  if ((via !== 'dial' && via !== 'queue') || answeredAt !== null) return false
  return answererSince(interaction, user, offeredAt)?.leftAt === null
}

const isSpeaking = (interaction: Interaction, user: string): boolean =>
  interaction.participants.some(
    ({ user: who, state, leftAt }) => who?.id === user && leftAt === null && (state === 'connected' || state === 'held')
  )

/** The colleague who was rung and answered since; the one who made the call answered nothing. */
function answererSince(interaction: Interaction, user: string, since: string): Participant | undefined {
  if (interaction.answeredAt === null) return undefined
  const caller = interaction.direction === 'inbound' ? undefined : callerOf(interaction)
  return interaction.participants
    .filter((p) => p.kind === 'agent' && p !== caller && p.user?.id !== user && p.via !== 'click-to-call')
    .filter((p) => p.answeredAt !== null && p.answeredAt >= since)
    .sort((a, b) => ((a.answeredAt ?? '') < (b.answeredAt ?? '') ? 1 : -1))[0]
}

const callerOf = ({ participants }: Interaction): Participant | undefined =>
  participants.filter((p) => p.kind === 'agent').sort((a, b) => (a.offeredAt < b.offeredAt ? -1 : 1))[0]

const nameOf = ({ user, name, address }: Participant): string => user?.name ?? name ?? address

/**
 * What became of the offer to a person who is no longer rung; undefined while the interaction waits and may ring them
 * again. `since` is when they were first rung.
 */
export function fateOf(interaction: Interaction, user: string, since: string): Fate | undefined {
  const mine = interaction.participants
    .filter((p) => p.user?.id === user && p.via !== 'click-to-call')
    .sort((a, b) => (a.offeredAt < b.offeredAt ? 1 : -1))
  if (isSpeaking(interaction, user)) return fate('answered')
  if (mine.some((p) => p.answeredAt !== null && p.answeredAt >= since)) return fate('answered')
  const answerer = answererSince(interaction, user, since)
  if (answerer) return fate('answered-elsewhere', nameOf(answerer))
  const outcome = mine[0]?.outcome ?? null
  if (outcome === 'answered-elsewhere') return fate(outcome, pickingUp(interaction, user))
  if (outcome === 'declined' || outcome === 'busy') return fate(outcome)
  const wentElsewhere = interaction.transfers.some(({ at, to }) => at >= since && !mine.some((p) => p.address === to))
  if (wentElsewhere) return fate('transferred')
  if (interaction.state === 'ended') return fate(endOf(interaction, outcome))
  if (interaction.state === 'queued' || interaction.state === 'alerting') return undefined
  return fate(outcome === 'no-answer' ? 'no-answer' : 'ended')
}

/** The colleague who has picked up and is about to be connected: the PBX silences the others before that. */
function pickingUp(interaction: Interaction, user: string): string | null {
  const caller = interaction.direction === 'inbound' ? undefined : callerOf(interaction)
  const colleague = interaction.participants.find(
    (p) => p.kind === 'agent' && p !== caller && p.user?.id !== user && p.outcome === 'answered' && p.leftAt === null
  )
  return colleague ? nameOf(colleague) : null
}

function endOf({ outcome }: Interaction, mine: Participant['outcome']): WithdrawalReason {
  if (outcome === 'abandoned') return 'caller-hung-up'
  if (outcome === 'missed') return mine === 'no-answer' ? 'no-answer' : 'caller-hung-up'
  return outcome === 'voicemail' ? 'no-answer' : 'ended'
}
