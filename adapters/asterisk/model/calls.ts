import type { Call, Channel, Model, Participant, Us } from './entities.ts'
import { outcomeOf } from './outcome.ts'
import { addParticipant, leaveAt, newClock, ownPhone, sayEstimated, turnClock } from './participants.ts'
import { settleTalk } from './talk.ts'

/** Calls that may turn out to be one, in an endless conference say: beyond it they are not told of. */
const MAX_MERGED = 1000
const OVER_REMEMBERED = 2000
const GONE_REMEMBERED = 4000
/** AMI says a hang-up last: what still comes of that channel after it came late. Later, an id may be another's. */
const GONE_FOR_US = 10_000_000

export function createCall(model: Model, id: string, bornAt: Us): Call {
  const expected = model.expected.get(id)
  const call: Call = {
    subject: `${model.dialplan.source}:${id}`,
    id,
    bornAt,
    channels: new Set(),
    participants: new Map(),
    ids: [id],
    clock: newClock(),
    transfers: [],
    recordings: [],
    merged: [],
    estimated: [],
    clickToCall: expected !== undefined,
    dialled: expected?.digits ?? null,
    caller: null,
    direction: expected?.external ? 'outbound' : 'internal',
    state: 'queued',
    outcome: null,
    reason: null,
    remoteRaw: expected?.digits ?? null,
    remoteName: expected?.toName ?? null,
    line: null,
    queue: null,
    answeredAt: null,
    endedAt: null,
    pbxAnswered: false,
    gaveUp: false,
    voicemail: false,
    // What is behind a Local channel shows when it rings.
    tellable: expected !== undefined && !expected.from.endpoint.startsWith('Local/'),
    version: 0,
    told: '',
    toldState: null,
    toldAlerting: 0,
    hint: null
  }
  model.calls.set(id, call)
  return call
}

/**
 * The call of a linked id, found or made. A late word about a call that is over makes a call of its own, and under a name of
 * its own where that was a call's that has ended: what has ended stays so.
 */
export function callOf(model: Model, linkedid: string, ownId: string, bornAt: Us): Call {
  const ofAgent = model.agentLinks.has(linkedid)
  const known = model.calls.get(ofAgent ? ownId : linkedid)
  if (known !== undefined) return known
  const id = ofAgent || model.over.has(linkedid) ? ownId : linkedid
  return createCall(model, model.over.has(id) ? `${id}~${bornAt}` : id, bornAt)
}

const older = (a: Call, b: Call): boolean => a.bornAt < b.bornAt || (a.bornAt === b.bornAt && a.id <= b.id)

function moveParticipant(into: Call, moved: Participant): void {
  const there = into.participants.get(moved.key)
  if (there === undefined) {
    addParticipant(into, moved)
    return
  }
  for (const leg of moved.legs) {
    leg.participant = there
    there.legs.add(leg)
  }
  if (moved.answeredAt !== null) {
    there.answeredAt = Math.min(there.answeredAt ?? moved.answeredAt, moved.answeredAt)
    there.outcome = 'answered'
  }
  if (there.answeredAt !== null) there.offeredAt = Math.min(there.offeredAt, there.answeredAt)
  if (there.legs.size > 0) there.leftAt = null
  else leaveAt(there, moved.leftAt ?? there.offeredAt)
  there.clock.talkUs += moved.clock.talkUs
  there.clock.holdUs += moved.clock.holdUs
}

/** The customer's side of a call outlives a consultation that happened to begin earlier. */
function adoptCustomer(into: Call, from: Call): void {
  if (into.direction !== 'internal' || from.direction === 'internal') return
  into.direction = from.direction
  into.remoteRaw = from.remoteRaw
  into.remoteName = from.remoteName
  into.line = from.line
  into.queue = from.queue
}

/** Two calls turn out to be one: the older takes in the younger, and says so if the younger was told of. */
export function unite(model: Model, a: Call, b: Call, at: Us): Call {
  if (a === b) return a
  const [into, from] = older(a, b) ? [a, b] : [b, a]
  for (const participant of from.participants.values()) turnClock(participant.clock, participant.clock.mode, at)
  for (const channel of from.channels) {
    channel.call = into
    into.channels.add(channel)
  }
  for (const participant of from.participants.values()) moveParticipant(into, participant)
  for (const id of from.ids) {
    model.calls.delete(id)
    if (into.ids.length >= MAX_MERGED) continue
    model.calls.set(id, into)
    into.ids.push(id)
  }
  adoptCustomer(into, from)
  if (from.answeredAt !== null && into.answeredAt === null) into.answeredAt = from.answeredAt
  into.transfers.push(...from.transfers.slice(0, 64 - into.transfers.length))
  into.recordings.push(...from.recordings.slice(0, 64 - into.recordings.length))
  into.caller ??= from.caller
  into.queue ??= from.queue
  into.tellable ||= from.tellable
  into.pbxAnswered ||= from.pbxAnswered
  into.version = Math.max(into.version, from.version)
  model.dirty.delete(from)
  if (from.told !== '') {
    if (into.merged.length < MAX_MERGED) into.merged.push(from.subject, ...from.merged)
    else sayEstimated(into, 'merged')
    into.hint = 'call.merged'
  }
  settleTalk(into, at)
  model.dirty.add(into)
  return into
}

function closeParticipants(call: Call, at: Us): void {
  for (const participant of call.participants.values()) {
    leaveAt(participant, at)
    turnClock(participant.clock, 'idle', at)
    if (participant.outcome !== null) continue
    if (participant.verdict === 'forwarded' && call.answeredAt !== null) participant.outcome = 'answered-elsewhere'
    else if (participant.verdict === 'forwarded' && !call.gaveUp) participant.outcome = 'no-answer'
    else if (!participant.caller) participant.outcome = 'cancelled'
    else if (call.outcome === 'busy' || call.outcome === 'failed') participant.outcome = call.outcome
    else participant.outcome = call.gaveUp ? 'cancelled' : 'no-answer'
  }
}

/**
 * A feature code, a mailbox listened to, or what a program tried to ring in vain is no interaction; whoever meant to
 * reach somebody and did not made one.
 */
function isInteraction(call: Call, cause: number): boolean {
  if (call.clickToCall) return true
  if (call.participants.size === 0) return false
  if (call.direction !== 'internal' || call.voicemail) return true
  if (call.dialled === null || /^[*#]/.test(call.dialled)) return false
  return !call.pbxAnswered && cause !== 0 && cause !== 16 && cause !== 127
}

export function endCall(model: Model, call: Call, at: Us, cause: number): void {
  call.endedAt = Math.max(at, call.answeredAt ?? call.bornAt, call.clock.since)
  turnClock(call.clock, 'idle', at)
  const asked = call.participants.size === 0 ? model.expected.get(call.id) : undefined
  if (asked !== undefined) call.participants.set(asked.from.endpoint, ownPhone(asked, 'failed', at))
  const { outcome, reason } = outcomeOf(call, cause)
  call.outcome = outcome
  call.reason ??= reason
  closeParticipants(call, at)
  if (isInteraction(call, cause)) call.tellable = true
  for (const { endpoint } of call.participants.values())
    if (endpoint !== null && model.recalls.get(endpoint) === call.id) model.recalls.delete(endpoint)
  for (const id of call.ids) {
    model.calls.delete(id)
    model.expected.delete(id)
    model.over.add(id)
  }
  for (const id of model.over) {
    if (model.over.size <= OVER_REMEMBERED) break
    model.over.delete(id)
  }
  model.dirty.add(call)
}

export function removeFromBridge(model: Model, channel: Channel): void {
  const { bridge } = channel
  if (bridge === null) return
  bridge.members.delete(channel)
  if (bridge.members.size === 0) model.bridges.delete(bridge.id)
  channel.bridge = null
  channel.held = false
  channel.leftBy = null
}

/** Remembers a hang-up, also of a channel that was never announced: its announcement may come after. */
export function rememberGone(model: Model, id: string, at: Us): void {
  model.gone.set(id, at)
  for (const oldest of model.gone.keys()) {
    if (model.gone.size <= GONE_REMEMBERED) break
    model.gone.delete(oldest)
  }
}

export function isGone(model: Model, id: string, at: Us): boolean {
  const since = model.gone.get(id)
  return since !== undefined && Math.abs(at - since) < GONE_FOR_US
}

/** Takes a channel out of everything; the last one of its call ends it. */
export function dropChannel(model: Model, channel: Channel): void {
  removeFromBridge(model, channel)
  if (channel.otherHalf !== null) channel.otherHalf.otherHalf = null
  channel.otherHalf = null
  channel.dialler = null
  model.channels.delete(channel.id)
  channel.call.channels.delete(channel)
}
