import type { FailureReason } from '../../../contracts/call.ts'
import type { InteractionOutcome } from '../../../contracts/words.ts'
import type { Call, Participant } from './entities.ts'

interface Verdict {
  readonly outcome: InteractionOutcome
  readonly reason: FailureReason | null
}

const verdict = (outcome: InteractionOutcome, reason: FailureReason | null = null): Verdict => ({ outcome, reason })

/** Q.850 causes in words that do not depend on the vendor. */
function reasonOfCause(cause: number): FailureReason {
  if (cause === 1 || cause === 2 || cause === 3 || cause === 22 || cause === 28) return 'no-such-number'
  if (cause === 17) return 'destination-busy'
  if (cause === 19 || cause === 18) return 'destination-no-answer'
  if (cause === 21) return 'destination-declined'
  if (cause === 34 || cause === 38 || cause === 41 || cause === 42 || cause === 44 || cause === 58) return 'congestion'
  return 'destination-unreachable'
}

/** Why a person's own phone did not take a click-to-call. */
function phoneReason(participant: Pick<Participant, 'outcome'> | undefined): FailureReason {
  if (participant?.outcome === 'busy') return 'phone-busy'
  if (participant?.outcome === 'declined') return 'phone-declined'
  if (participant?.outcome === 'no-answer' || participant?.outcome === 'cancelled') return 'phone-no-answer'
  return 'phone-unreachable'
}

/** Nobody was rung: the caller left, or the PBX let them go. */
function withoutOffer(call: Call, cause: number): Verdict {
  if (call.queue !== null || call.pbxAnswered) return call.gaveUp ? verdict('abandoned') : verdict('missed')
  if (call.gaveUp && cause !== 1) return verdict('missed')
  const reason = reasonOfCause(cause)
  if (reason === 'destination-busy') return verdict('busy', reason)
  return verdict(reason === 'destination-no-answer' || reason === 'destination-declined' ? 'missed' : 'failed', reason)
}

/** The one of those rung who says most: somebody who could have answered before somebody who could not. */
function withOffers(call: Call, offered: Participant[]): Verdict {
  const of = (outcome: Participant['outcome']) => offered.find((participant) => participant.outcome === outcome)
  if (of('cancelled') !== undefined)
    return (call.queue !== null || call.pbxAnswered) && call.gaveUp ? verdict('abandoned') : verdict('missed')
  if (call.queue !== null) return call.gaveUp ? verdict('abandoned') : verdict('missed', 'destination-no-answer')
  if (of('no-answer') !== undefined) return verdict('missed', 'destination-no-answer')
  if (of('declined') !== undefined) return verdict('missed', 'destination-declined')
  if (of('busy') !== undefined) return verdict('busy', 'destination-busy')
  const failed = of('failed')
  if (failed !== undefined) return verdict('failed', reasonOfCause(failed.cause))
  return verdict('missed')
}

/** What came of a call that is over; `cause` is that of its last channel. */
export function outcomeOf(call: Call, cause: number): Verdict {
  if (call.answeredAt !== null) return verdict('answered')
  const own = [...call.participants.values()].find((participant) => participant.via === 'click-to-call')
  if (own !== undefined ? own.answeredAt === null : call.clickToCall) return verdict('failed', phoneReason(own))
  if (call.voicemail) return verdict('voicemail')
  const offered = [...call.participants.values()].filter(
    (participant) => !participant.caller && participant.via !== 'click-to-call'
  )
  return offered.length === 0 ? withoutOffer(call, cause) : withOffers(call, offered)
}
