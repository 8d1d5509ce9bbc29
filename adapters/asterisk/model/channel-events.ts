import { isHeardByBoth, isSpy, letGo } from './barge.ts'
import { callOf, dropChannel, endCall, isGone, rememberGone, unite } from './calls.ts'
import { endpointOf, isInternal, kept, MAX_TEXT, nameOf, numberOf } from './endpoints.ts'
import { BUSY, type Channel, DOWN, type Expected, type Model, RING, UP, type Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import {
  hasAnswered,
  joinAsParticipant,
  leaveParticipant,
  lingers,
  markAnswered,
  noteGivenUp,
  sayEstimated
} from './participants.ts'
import { endRecordings, enterMailbox, forgetMail } from './recorded.ts'
import { settleTalk } from './talk.ts'

/** Far beyond what one Asterisk carries: a model that holds as many channels holds ghosts. */
const MAX_CHANNELS = 50_000
/** Legs of one call: several for each member of the largest queue that rings all. */
const MAX_LEGS = 2000
/** Longer than what Asterisk makes (AST_MAX_UNIQUEID), and such that a subject stays within its contract. */
const MAX_ID = 150

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
  channel.linkedid = kept(linkedid, MAX_ID)
  if (model.agentLinks.has(linkedid)) return
  const other = model.calls.get(linkedid)
  if (other !== undefined) unite(model, channel.call, other, at)
}

/**
 * Makes room for one more channel. The call of the oldest is given up and said to have ended, by an estimate: a call centre
 * would rather lose what never hung up than the calls that come now.
 */
function makeRoom(model: Model, at: Us): void {
  const oldest: Channel | undefined = model.channels.values().next().value
  if (model.channels.size < MAX_CHANNELS || oldest === undefined) return
  const { call } = oldest
  sayEstimated(call, 'endedAt')
  call.reason = 'link-lost'
  model.givenUp++
  for (const channel of [...call.channels]) hangUp(model, channel, at)
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
  const id = kept(message[`${prefix}uniqueid`], MAX_ID + 1)
  const name = kept(message[`${prefix}channel`], MAX_TEXT)
  if (!id || !name || isInternal(name) || isGone(model, id, at) || id.length > MAX_ID) return undefined
  makeRoom(model, at)
  const endpoint = endpointOf(name)
  const linkedid = kept(message[`${prefix}linkedid`], MAX_ID) || id
  const call = callOf(model, linkedid, id, bornAt)
  if (call.channels.size >= MAX_LEGS) {
    sayEstimated(call, 'participants')
    return undefined
  }
  const channel: Channel = {
    id,
    name,
    endpoint,
    kind: model.classify(endpoint),
    bornAt,
    linkedid,
    state: Number(message[`${prefix}channelstate`] ?? DOWN) || DOWN,
    exten: kept(message[`${prefix}exten`], MAX_TEXT),
    number: kept(message[`${prefix}calleridnum`], MAX_TEXT),
    callerName: kept(message[`${prefix}calleridname`], MAX_TEXT),
    call,
    participant: null,
    bridge: null,
    otherHalf: null,
    barges: false,
    verdict: null,
    dialler: null,
    via: null,
    queue: null,
    parked: false,
    held: false,
    leftBy: null,
    taken: null,
    leftBridgeAt: null,
    transferred: false,
    hungUpItself: false,
    goneAt: null,
    signedIn: false,
    recordings: [],
    mail: null,
    cause: 0
  }
  model.channels.set(id, channel)
  channel.call.channels.add(channel)
  return channel
}

/** A channel that came in from a phone or a trunk begins a call: the one behind it is the caller. */
function beginCall(model: Model, channel: Channel, at: Us): void {
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
  channel.number = kept(message['calleridnum'] ?? channel.number, MAX_TEXT)
  channel.callerName = kept(message['calleridname'] ?? channel.callerName, MAX_TEXT)
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
  noteWhoLeft(channel, message, true)
}

/** Whom the PBX has told that all is busy, or that it has no line, is sent away: that is not giving up. */
function noteWhoLeft({ participant, call }: Channel, message: AmiMessage, byThemselves: boolean): void {
  if (participant?.caller !== true || call.answeredAt !== null) return
  if (Number(message['channelstate']) === BUSY) call.gaveUp = false
  else if (byThemselves) call.gaveUp = true
}

export function onHangup(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const id = message['uniqueid']
  if (channel === undefined) {
    if (id) rememberGone(model, id, at)
    return
  }
  channel.cause = Number(message['cause'] ?? 0) || channel.cause
  noteWhoLeft(channel, message, false)
  hangUp(model, channel, at)
}

export function hangUp(model: Model, channel: Channel, at: Us): void {
  const { call, otherHalf } = channel
  if (otherHalf?.barges === true) letGo(model, otherHalf, at)
  endRecordings(model, channel, at)
  forgetMail(model, channel)
  leaveParticipant(channel, at)
  noteGivenUp(channel)
  dropChannel(model, channel)
  rememberGone(model, channel.id, at)
  settleTalk(call, at)
  if (call.channels.size === 0) endCall(model, call, at, channel.cause)
  else if ([...call.channels].every((one) => lingers(one, at))) {
    const [last] = call.channels
    if (last !== undefined) hangUp(model, last, at)
  }
  model.dirty.add(call)
}

/** The dialplan sent the caller to a mailbox, or somebody listens in on a talk. */
export function onNewexten(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  if (channel === undefined) return
  if (isSpy(message['application'])) channel.barges = isHeardByBoth(message['appdata'])
  if (channel.participant?.caller !== true || isSpy(message['application'])) return
  // Listening to one's own mailbox is not leaving a message.
  if (/^VoiceMailMain/i.test(message['application'] ?? '')) return
  if (/^VoiceMail$/i.test(message['application'] ?? '')) enterMailbox(channel, message['appdata'], at)
  channel.call.tellable = true
  model.dirty.add(channel.call)
}
