import type { FailureReason } from '../../../contracts/call.ts'
import type { ParticipantOutcome } from '../../../contracts/words.ts'
import { createCall, endCall } from './calls.ts'
import type { Expected, Model, Output, Us } from './entities.ts'
import { ownPhone } from './participants.ts'
import { drain } from './reduce.ts'

const MAX_EXPECTED = 1000

export function expectCall(model: Model, id: string, call: Expected): void {
  for (const old of model.expected.keys()) {
    if (model.expected.size < MAX_EXPECTED) break
    model.expected.delete(old)
  }
  model.expected.set(id, call)
}

const OUTCOMES: Partial<Record<FailureReason, ParticipantOutcome>> = {
  'phone-busy': 'busy',
  'phone-declined': 'declined',
  'phone-no-answer': 'no-answer'
}

/** A click-to-call that came to nothing: told at once if it had no channel, else with its channel's end. */
export function failExpected(model: Model, id: string, reason: FailureReason, at: Us): Output[] {
  const expected = model.expected.get(id)
  if (expected === undefined || model.calls.has(id) || model.over.has(id)) return []
  const call = createCall(model, id, expected.at)
  model.expected.delete(id)
  const own = ownPhone(expected, OUTCOMES[reason] ?? 'failed', at)
  call.participants.set(own.key, own)
  call.reason = reason
  endCall(model, call, at, 0)
  return drain(model, at)
}
