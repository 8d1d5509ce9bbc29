import { callOf, dropChannel, endCall, isGone, rememberGone, unite } from './calls.ts'
import { endpointOf, isInternal, nameOf, numberOf } from './endpoints.ts'
import { type Channel, DOWN, type Expected, type Model, RING, UP, type Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { hasAnswered, joinAsParticipant, leaveParticipant, markAnswered } from './participants.ts'
import { settleTalk } from './talk.ts'

const MAX_CHANNELS = 50_000

/** The channel a message speaks of, `prefix` being '' or 'dest', 'target', …; its linked id may have changed meanwhile. */
export function channelIn(model: Model, message: AmiMessage, prefix: string, at: Us): Channel | undefined {
  const id = message[`${prefix}uniqueid`]
  if (id === undefined) return undefined
  const channel = model.channels.get(id)
  if (channel === undefined) return undefined
  const linkedid = message[`${prefix}linkedid`]
  if (linkedid !== undefined && linkedid !== channel.linkedid && linkedid !== '')
    learnLink(model, channel, linkedid, at)
  return channel
}

/** Asterisk gave the channel another's linked id: they are one call, unless they only share a waiting room. */
function learnLink(model: Model, channel: Channel, linkedid: string, at: Us): void {
  if (channel.bridge?.holding === true || channel.parked) return
  channel.linkedid = linkedid
  const other = model.calls.get(linkedid)
  if (other !== undefined) unite(model, channel.call, other, at)
}

/** Makes the channel that a message describes, or returns the known one. Undefined for Asterisk's own helpers. */
export function ensureChannel(
  model: Model,
  message: AmiMessage,
  prefix: string,
  at: Us,
  bornAt = at
): Channel | undefined {
  const known = channelIn(model, message, prefix, at)
  if (known !== undefined) return known
  const id = message[`${prefix}uniqueid`]
  const name = message[`${prefix}channel`]
  if (!id || !name || isInternal(name) || isGone(model, id, at) || model.channels.size >= MAX_CHANNELS) return undefined
  const endpoint = endpointOf(name)
  const linkedid = message[`${prefix}linkedid`] || id
  const channel: Channel = {
    id,
    name,
    endpoint,
    kind: model.classify(endpoint),
    bornAt,
    linkedid,
    state: Number(message[`${prefix}channelstate`] ?? DOWN) || DOWN,
    exten: message[`${prefix}exten`] ?? '',
    number: message[`${prefix}calleridnum`] ?? '',
    callerName: message[`${prefix}calleridname`] ?? '',
    call: callOf(model, linkedid, id, bornAt),
    participant: null,
    bridge: null,
    otherHalf: null,
    dialler: null,
    via: null,
    queue: null,
    parked: false,
    held: false,
    transferred: false,
    hungUpItself: false,
    cause: 0
  }
  model.channels.set(id, channel)
  channel.call.channels.add(channel)
  return channel
}

/** A channel that came in from a phone or a trunk begins a call: the one behind it is the caller. */
export function beginCall(model: Model, channel: Channel, at: Us): void {
  const { call } = channel
  if (channel.kind === 'local' || call.caller !== null || call.participants.size > 0) return
  const participant = joinAsParticipant(model, channel, { via: 'dial', caller: true, at })
  if (channel.kind !== 'trunk') {
    call.dialled = numberOf(channel.exten)
    call.remoteRaw = call.dialled
    return
  }
  call.direction = 'inbound'
  call.line = numberOf(channel.exten)
  call.remoteRaw = numberOf(channel.number)
  call.remoteName = participant.name
}

/** The first leg of a click-to-call; its caller id is the customer's, its name is known from the request. */
function beginClickToCall(model: Model, channel: Channel, expected: Expected, at: Us): void {
  if (channel.kind === 'local' || channel.participant !== null) return
  channel.via = 'click-to-call'
  joinAsParticipant(model, channel, { via: 'click-to-call', caller: false, at }).name = expected.from.name
}

export function onNewchannel(model: Model, message: AmiMessage, at: Us): void {
  const channel = ensureChannel(model, message, '', at)
  if (channel === undefined) return
  if (channel.id !== channel.call.id) return
  const expected = model.expected.get(channel.id)
  if (expected !== undefined) beginClickToCall(model, channel, expected, at)
  else if (channel.state === RING) beginCall(model, channel, at)
}

export function onNewstate(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const state = Number(message['channelstate'])
  if (channel === undefined || !Number.isInteger(state) || channel.state === UP || channel.state === state) return
  channel.state = state
  const { participant, call } = channel
  if (state === UP && participant !== null) {
    if (!participant.caller) markAnswered(participant, at)
    else if (!hasAnswered(call)) {
      call.pbxAnswered = true
      if (call.direction === 'inbound') call.tellable = true
    }
    settleTalk(call, at)
    // An answer is told when the bridge follows, a moment later; the first leg of a click-to-call has none to wait for.
    if (hasAnswered(call) && participant.via !== 'click-to-call') return
  }
  model.dirty.add(call)
}

/** A caller's number may come later than the channel (from a lookup in the dialplan); only a caller's is taken. */
export function onNewCallerid(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  if (channel === undefined) return
  channel.number = message['calleridnum'] ?? channel.number
  channel.callerName = message['calleridname'] ?? channel.callerName
  const { participant, call } = channel
  if (participant === null || !participant.caller || call.caller !== participant) return
  if (channel.kind !== 'trunk' || call.answeredAt !== null) return
  const number = numberOf(channel.number)
  participant.name = nameOf(channel.callerName, number) ?? participant.name
  call.remoteName = participant.name
  model.dirty.add(call)
}

export function onHangupRequest(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  if (channel === undefined) return
  channel.hungUpItself = true
  channel.cause = Number(message['cause'] ?? 0) || channel.cause
  if (channel.participant?.caller === true && channel.call.answeredAt === null) channel.call.gaveUp = true
}

export function onHangup(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const id = message['uniqueid']
  if (channel === undefined) {
    if (id) rememberGone(model, id, at)
    return
  }
  channel.cause = Number(message['cause'] ?? 0) || channel.cause
  hangUp(model, channel, at)
}

export function hangUp(model: Model, channel: Channel, at: Us): void {
  const { call } = channel
  leaveParticipant(channel, at)
  dropChannel(model, channel)
  rememberGone(model, channel.id, at)
  settleTalk(call, at)
  if (call.channels.size === 0) endCall(model, call, at, channel.cause)
  model.dirty.add(call)
}

/** The dialplan sent the caller to a mailbox, or a message was left there. */
export function onNewexten(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  if (channel === undefined || channel.participant?.caller !== true) return
  // Listening to one's own mailbox is not leaving a message.
  if (/^VoiceMailMain/i.test(message['application'] ?? '')) return
  channel.call.tellable = true
  model.dirty.add(channel.call)
}

export function onVarSet(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  if (channel === undefined || message['variable'] !== 'VMSTATUS' || message['value'] !== 'SUCCESS') return
  channel.call.voicemail = true
}
