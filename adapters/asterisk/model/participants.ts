import type { ParticipantOutcome, Via } from '../../../contracts/words.ts'
import { nameOf, numberOf } from './endpoints.ts'
import {
  type Call,
  type Channel,
  type Clock,
  type Expected,
  type Model,
  type Participant,
  UP,
  type Us
} from './entities.ts'

export const newClock = (): Clock => ({ mode: 'idle', since: 0, talkUs: 0, holdUs: 0 })

/** Closes the running stretch and opens the next. A moment that comes late adds nothing, and takes nothing twice. */
export function turnClock(clock: Clock, mode: Clock['mode'], at: Us): void {
  const spent = Math.max(0, at - clock.since)
  if (clock.mode === 'talk' || clock.mode === 'both') clock.talkUs += spent
  if (clock.mode === 'hold' || clock.mode === 'both') clock.holdUs += spent
  clock.mode = mode
  clock.since = Math.max(clock.since, at)
}

/** What a clock shows at a moment, without turning it. */
export function readClock(clock: Clock, at: Us): { talk: number; hold: number } {
  const running = clock.mode === 'idle' ? 0 : Math.max(0, at - clock.since)
  const talk = clock.talkUs + (clock.mode === 'talk' || clock.mode === 'both' ? running : 0)
  const hold = clock.holdUs + (clock.mode === 'hold' || clock.mode === 'both' ? running : 0)
  return { talk: Math.round(talk / 1000) / 1000, hold: Math.round(hold / 1000) / 1000 }
}

/** More than ever were in a call that somebody reads: in an endless conference, the list ends here. */
const MAX_PARTICIPANTS = 500

/** Says that something of a call is a guess or not complete. */
export function sayEstimated(call: Call, name: string): void {
  if (!call.estimated.includes(name)) call.estimated.push(name)
}

export function addParticipant(call: Call, participant: Participant): void {
  if (call.participants.size < MAX_PARTICIPANTS) call.participants.set(participant.key, participant)
  else sayEstimated(call, 'participants')
}

interface Joining {
  readonly via: Via
  readonly caller: boolean
  readonly at: Us
  /** The number of a remote party, where it is not the channel's own. */
  readonly number?: string | null
}

/** Puts a channel into the participant it belongs to, made if this endpoint was not in the call before. */
export function joinAsParticipant(model: Model, channel: Channel, joining: Joining): Participant {
  const { call } = channel
  if (channel.participant !== null) return channel.participant
  const remote = channel.kind === 'trunk'
  const number = joining.number ?? numberOf(channel.number)
  const key = remote ? `remote:${number ?? channel.id}` : channel.endpoint
  let participant = call.participants.get(key)
  if (participant === undefined) {
    const extension = model.extensionOf(channel.endpoint)
    const address = remote ? (number ?? '') : (extension ?? number ?? channel.endpoint)
    participant = {
      key,
      kind: remote ? 'remote' : 'agent',
      endpoint: channel.endpoint,
      address,
      name: nameOf(channel.callerName, number),
      via: joining.via,
      caller: joining.caller,
      legs: new Set(),
      offeredAt: joining.at,
      answeredAt: null,
      leftAt: null,
      outcome: null,
      verdict: null,
      waiting: false,
      cause: 0,
      clock: newClock()
    }
    addParticipant(call, participant)
  } else if (participant.answeredAt === null && participant.legs.size === 0) {
    participant.outcome = null
    participant.leftAt = null
    participant.verdict = null
  } else if (participant.legs.size === 0) participant.leftAt = null
  participant.legs.add(channel)
  channel.participant = participant
  if (joining.caller) call.caller ??= participant
  if (channel.state === UP && !joining.caller) markAnswered(participant, joining.at)
  return participant
}

/** The phone of whoever asked for a call, when it could not be rung. */
export function ownPhone({ at: offeredAt, from }: Expected, outcome: ParticipantOutcome, at: Us): Participant {
  return {
    key: from.endpoint,
    kind: 'agent',
    endpoint: from.endpoint,
    address: from.extension,
    name: from.name,
    via: 'click-to-call',
    caller: false,
    legs: new Set(),
    offeredAt,
    answeredAt: null,
    leftAt: at,
    outcome,
    verdict: null,
    waiting: false,
    cause: 0,
    clock: newClock()
  }
}

export function markAnswered(participant: Participant, at: Us): void {
  participant.answeredAt ??= Math.max(at, participant.offeredAt)
  participant.outcome = 'answered'
}

/** It left at that moment, if it did not before; never before it came or while it still talked. */
export function leaveAt(participant: Participant, at: Us): void {
  const { offeredAt, answeredAt, clock } = participant
  const talkedUntil = clock.mode === 'idle' ? 0 : clock.since
  participant.leftAt = Math.max(participant.leftAt ?? at, answeredAt ?? offeredAt, talkedUntil)
}

const UNREACHABLE = new Set([1, 2, 3, 18, 20, 22, 25, 27, 28, 34, 38, 41, 42, 44, 58, 66, 88, 127])

/** A phone behind a Local channel only learns that it was given up; why, was said of the channel's first half. */
function behindLocal(verdict: Participant['verdict'], leg: Channel): Exclude<Participant['verdict'], 'forwarded'> {
  const own = verdict === 'forwarded' ? null : verdict
  const before = leg.dialler?.kind === 'local' ? leg.dialler.verdict : null
  return own !== null && own !== 'cancel' ? own : before === null || before === 'forwarded' ? own : before
}

const callerWaits = ({ gaveUp, caller }: Call): boolean => !gaveUp && caller !== null && caller.legs.size > 0

/** Follow-me and its like take a phone's ring back without a word, while the caller waits on: nobody answered there. */
const isGivenUpByPbx = ({ via }: Participant, { dialler, call }: Channel): boolean =>
  via === 'dial' && dialler?.kind === 'local' && dialler.verdict === null && callerWaits(call)

/** That ends a Local channel's first half. The phone behind it learns of it later, when somebody else may have answered. */
export function noteGivenUp({ kind, via, state, otherHalf, call }: Channel): void {
  if (kind !== 'local' || via !== 'dial' || state === UP || otherHalf === null) return
  if (callerWaits(call) && !hasAnswered(call)) otherHalf.verdict ??= 'no-answer'
}

/** Asterisk 16 gives up an Originate without a cause; whoever hangs it up has one. */
const isOriginateGivenUp = ({ via }: Participant, { cause, dialler, hungUpItself }: Channel): boolean =>
  via === 'click-to-call' && !hungUpItself && (cause === 0 || (dialler?.kind === 'local' && dialler.cause === 0))

/** Why a phone that was rung is no longer rung, from what DialEnd said and the cause of its hang-up. */
function outcomeOfOffer(participant: Participant, leg: Channel, answeredByOther: boolean): ParticipantOutcome | null {
  const { cause } = leg
  // Where it was sent to is still to say what came of it: the end of the call decides.
  if (participant.verdict === 'forwarded') return answeredByOther ? 'answered-elsewhere' : null
  if (cause === 26) return 'answered-elsewhere'
  if (cause === 21) return 'declined'
  // A carrier's `no such number` reads as NOANSWER in DialEnd, and in a queue every refusal: what the far side itself
  // said goes first.
  if (leg.hungUpItself && cause === 17) return 'busy'
  if (leg.hungUpItself && UNREACHABLE.has(cause)) return 'failed'
  const verdict = behindLocal(participant.verdict, leg)
  if (verdict !== null && verdict !== 'cancel') return verdict
  if (answeredByOther) return 'answered-elsewhere'
  if (cause === 17) return 'busy'
  if (cause === 19) return 'no-answer'
  if (verdict === null && UNREACHABLE.has(cause)) return 'failed'
  return isGivenUpByPbx(participant, leg) || isOriginateGivenUp(participant, leg) ? 'no-answer' : 'cancelled'
}

/** Picked up, and never heard anybody: a moment after another had, or a call that they then did not accept. */
const tookInVain = ({ caller, via, clock: { talkUs, holdUs } }: Participant, { dialler }: Channel): boolean =>
  !caller && dialler !== null && via !== 'click-to-call' && via !== 'conference' && talkUs === 0 && holdUs === 0

const AT_ONCE_US = 100_000

/** Takes a leg from its participant; the last one decides how the participant left. */
export function leaveParticipant(channel: Channel, at: Us): void {
  const { participant, call } = channel
  if (participant === null) return
  channel.participant = null
  if (!participant.legs.delete(channel)) {
    // The PBX's own word for the end, when it comes at once.
    if (participant.legs.size === 0 && at - (participant.leftAt ?? at) < AT_ONCE_US) {
      participant.leftAt = null
      leaveAt(participant, at)
    }
    return
  }
  if (participant.legs.size > 0) return
  participant.leftAt = null
  leaveAt(participant, at)
  participant.cause = channel.cause
  turnClock(participant.clock, 'idle', at)
  if (participant.answeredAt !== null && tookInVain(participant, channel)) {
    if (!hasAnswered(call) && !call.gaveUp) participant.verdict = 'declined'
    participant.answeredAt = null
  }
  if (participant.answeredAt === null && !participant.caller) {
    participant.outcome = outcomeOfOffer(participant, channel, hasAnswered(call, participant.offeredAt))
  }
}

/** A person has hung up and is gone, though their channel stays: it still says who that was. */
export function depart(channel: Channel, at: Us): void {
  const { participant } = channel
  leaveParticipant(channel, at)
  channel.participant = participant
  channel.goneAt = at
}

const LINGERS_US = 300_000

/** Its person hung up a while ago: the channel keeps no call alive. */
export const lingers = (channel: Channel, at: Us): boolean =>
  channel.goneAt !== null && at - channel.goneAt >= LINGERS_US

/** Somebody who was rung has answered, since then, and is still there. */
export function hasAnswered(call: Call, since: Us = 0): boolean {
  for (const { caller, answeredAt, legs } of call.participants.values()) {
    if (!caller && answeredAt !== null && answeredAt >= since && legs.size > 0) return true
  }
  return false
}
