import type { CallSnapshot, FailureReason } from '../../../contracts/call.ts'
import type { CommandOutcome } from '../../../contracts/command.ts'
import type { ProblemWord } from '../../../contracts/errors.ts'

/** What the core itself says of a call that it asked for. Adapters' versions come from the clock: any of them is newer. */
export const ASKED_VERSION = 0
const REFUSED_VERSION = 1

/** A call that was asked for, and of which no telephone system has said anything yet: the asker's phone is to ring, and does not. */
export function askedCall(from: string, direction: CallSnapshot['direction'], raw: string, at: string): CallSnapshot {
  return {
    version: ASKED_VERSION,
    direction,
    state: 'alerting',
    outcome: null,
    reason: null,
    startedAt: at,
    answeredAt: null,
    endedAt: null,
    waitSeconds: 0,
    talkSeconds: 0,
    holdSeconds: 0,
    remote: { raw, name: null },
    line: null,
    queue: null,
    participants: [
      {
        key: 'asker',
        kind: 'agent',
        endpoint: null,
        address: from,
        name: null,
        via: 'click-to-call',
        state: 'initiated',
        offeredAt: at,
        answeredAt: null,
        leftAt: null,
        outcome: null,
        talkSeconds: 0,
        holdSeconds: 0
      }
    ],
    transfers: [],
    recordings: [],
    merged: [],
    ids: [],
    estimated: []
  }
}

type Refused = Exclude<CommandOutcome, { status: 'done' }>

/** The same call when it did not come about. */
export function refusedCall(asked: CallSnapshot, refused: Refused, at: string): CallSnapshot {
  const reason: FailureReason = refused.status === 'expired' ? 'expired' : refused.reason
  const outcome = OUTCOMES[reason] ?? 'failed'
  return {
    ...asked,
    version: REFUSED_VERSION,
    state: 'ended',
    outcome: outcome === 'busy' ? 'busy' : 'failed',
    reason,
    endedAt: at,
    participants: asked.participants.map((p) => ({ ...p, state: 'failed', leftAt: at, outcome }))
  }
}

const OUTCOMES: Partial<Record<FailureReason, 'busy' | 'declined' | 'no-answer' | 'failed'>> = {
  'phone-busy': 'busy',
  'phone-declined': 'declined',
  'phone-no-answer': 'no-answer'
}

/** How a refusal is told to who asked. */
export function problemOf(refused: Refused): { word: ProblemWord; detail: string } {
  if (refused.status === 'expired') return { word: 'unavailable', detail: 'the telephone system took too long' }
  const { reason, message } = refused
  if (reason === 'phone-busy' || reason === 'phone-unreachable' || reason === 'phone-declined') {
    return { word: reason, detail: message }
  }
  if (reason === 'phone-no-answer') return { word: 'phone-unreachable', detail: message }
  return { word: 'call-refused', detail: message }
}
