import { leavePool, signIn } from './agents.ts'
import { removeFromBridge, unite } from './calls.ts'
import { channelIn, ensureChannel } from './channel-events.ts'
import { kept, MAX_TEXT } from './endpoints.ts'
import type { Bridge, Channel, Model, Us } from './entities.ts'
import { UP } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { depart, joinAsParticipant } from './participants.ts'
import { settleTalk } from './talk.ts'

function ensureBridge(model: Model, message: AmiMessage): Bridge | undefined {
  const id = kept(message['bridgeuniqueid'], MAX_TEXT)
  if (!id) return undefined
  let bridge = model.bridges.get(id)
  if (bridge === undefined) {
    const creator = message['bridgecreator'] ?? ''
    const holding =
      message['bridgetechnology'] === 'holding_bridge' || creator === 'Parking' || creator === 'BridgeWait'
    const conference = /^(ConfBridge|MeetMe)$/i.test(creator)
    bridge = { id, holding, conference, pool: creator === 'AgentPool', members: new Set() }
    model.bridges.set(id, bridge)
  }
  return bridge
}

/** Somebody has come to whoever was left alone. */
function endWaiting(bridge: Bridge): void {
  for (const member of bridge.members) {
    member.leftBy = null
    member.parked = false
  }
}

function enterBridge(model: Model, bridge: Bridge, channel: Channel, at: Us): void {
  if (channel.bridge !== bridge) removeFromBridge(model, channel)
  channel.bridge = bridge
  channel.taken = null
  bridge.members.add(channel)
  model.bridges.set(bridge.id, bridge)
  if (bridge.pool) signIn(model, channel, at)
  if (!bridge.holding) {
    channel.state = UP
    if (channel.signedIn) leavePool(model, channel, bridge, at)
    if (channel.kind !== 'local' && channel.participant === null) {
      joinAsParticipant(model, channel, { via: channel.via ?? 'dial', caller: false, at })
    }
    for (const member of bridge.members) unite(model, member.call, channel.call, at)
    if (bridge.members.size > 1) endWaiting(bridge)
    if (bridge.conference && channel.participant !== null) channel.participant.via = 'conference'
    const people = new Set([...bridge.members].map((member) => member.participant ?? member))
    if (people.size > 1) channel.call.tellable = true
    if (people.size > 2 && bridge.conference) channel.call.hint ??= 'call.conferenced'
  }
  settleTalk(channel.call, at)
  if (bridge.holding || bridge.members.size > 1) model.dirty.add(channel.call)
}

export function onBridgeEnter(model: Model, message: AmiMessage, at: Us): void {
  const channel = ensureChannel(model, message, '', at)
  const bridge = channel === undefined ? undefined : ensureBridge(model, message)
  if (channel === undefined || bridge === undefined) return
  enterBridge(model, bridge, channel, at)
}

/** Another program may take one side of a talk and send it on (Redirect): its extension changes as it leaves. */
function noteTaken(channel: Channel, bridge: Bridge, message: AmiMessage, at: Us): void {
  const { exten = '' } = message
  if (bridge.holding || bridge.conference || exten === '' || exten === channel.exten || channel.kind === 'local') return
  const [other, third] = [...bridge.members].filter((member) => member !== channel)
  if (other?.participant == null || third !== undefined || other.hungUpItself || channel.hungUpItself) return
  channel.taken = { by: other.participant.address, at }
}

export function onBridgeLeave(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const bridge = channel?.bridge
  if (channel === undefined || !bridge || bridge.id !== message['bridgeuniqueid']) return
  const { held, participant } = channel
  noteTaken(channel, bridge, message, at)
  removeFromBridge(model, channel)
  channel.leftBridgeAt = at
  // The channel may stay for what the dialplan does after a call, for a recall, or for no reason that can be seen.
  if (channel.hungUpItself && !bridge.holding) depart(channel, at)
  // Whoever put the others on hold is off to consult somebody.
  if (held && !channel.hungUpItself && participant !== null) {
    for (const member of bridge.members) member.leftBy = participant.key
  }
  settleTalk(channel.call, at)
  model.dirty.add(channel.call)
}

export function onBridgeDestroy(model: Model, message: AmiMessage, at: Us): void {
  const bridge = model.bridges.get(message['bridgeuniqueid'] ?? '')
  if (bridge === undefined) return
  for (const channel of [...bridge.members]) {
    removeFromBridge(model, channel)
    settleTalk(channel.call, at)
    model.dirty.add(channel.call)
  }
  model.bridges.delete(bridge.id)
}

export function onLocalBridge(model: Model, message: AmiMessage, at: Us): void {
  const one = ensureChannel(model, message, 'localone', at)
  const two = ensureChannel(model, message, 'localtwo', at)
  if (one === undefined || two === undefined) return
  one.otherHalf = two
  two.otherHalf = one
  settleTalk(unite(model, one.call, two.call, at), at)
}

/** Hold belongs to the connection: it ends when its channel leaves the bridge, with or without an Unhold. */
export function onHold(model: Model, message: AmiMessage, at: Us, held: boolean): void {
  const channel = channelIn(model, message, '', at)
  if (channel === undefined || channel.held === held) return
  channel.held = held
  settleTalk(channel.call, at)
  model.dirty.add(channel.call)
}
