import { createCall, endCall, removeFromBridge } from './calls.ts'
import type { Bridge, Channel, Model, Us } from './entities.ts'
import { joinAsParticipant, leaveParticipant } from './participants.ts'
import { settleTalk } from './talk.ts'
import { viaOf } from './ways.ts'

const LINKS_REMEMBERED = 2000

/**
 * Whoever is signed in to the PBX's agent pool (AgentLogin) has one channel for the whole day, and every customer that is put
 * through to it takes its linked id: each talk is a call of its own all the same.
 */
export function signIn(model: Model, channel: Channel, at: Us): void {
  const { call } = channel
  leaveParticipant(channel, at)
  call.channels.delete(channel)
  settleTalk(call, at)
  if (call.channels.size === 0) endCall(model, call, at, channel.cause)
  model.dirty.add(call)
  model.agentLinks.delete(channel.linkedid)
  model.agentLinks.add(channel.linkedid)
  for (const oldest of model.agentLinks) {
    if (model.agentLinks.size <= LINKS_REMEMBERED) break
    model.agentLinks.delete(oldest)
  }
  channel.signedIn = true
  channel.via = null
  channel.dialler = null
  channel.call = createCall(model, `${channel.id}~${at}`, at)
  channel.call.channels.add(channel)
}

/**
 * Agents who are not in the bridge any more in which they talked when the link was lost, and whose customers are gone: that
 * call is over for them, also if they talk to the next customer already.
 */
export function freeAgents(model: Model, bridges: ReadonlyMap<string, string | null>, at: Us): void {
  const talking = [...model.channels.values()].filter(
    ({ id, signedIn, participant, bridge, call }) =>
      signedIn &&
      participant !== null &&
      bridges.has(id) &&
      bridges.get(id) !== bridge?.id &&
      [...call.channels].every((other) => other.id === id || !bridges.has(other.id))
  )
  for (const agent of talking) {
    removeFromBridge(model, agent)
    signIn(model, agent, at)
  }
}

/** Somebody is put through to an agent who waited: the agent comes into that call. */
export function leavePool(model: Model, channel: Channel, bridge: Bridge, at: Us): void {
  const own = channel.call
  if (!channel.signedIn || channel.participant !== null || own.participants.size > 0) return
  own.bornAt = at
  const mate = [...bridge.members].find((member) => member !== channel)
  if (mate === undefined) return
  own.channels.delete(channel)
  model.calls.delete(own.id)
  model.dirty.delete(own)
  channel.call = mate.call
  mate.call.channels.add(channel)
  const via = mate.kind === 'local' ? viaOf(mate) : mate.call.queue === null ? 'dial' : 'queue'
  joinAsParticipant(model, channel, { via, caller: false, at })
}
