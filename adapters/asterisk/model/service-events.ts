import { bargeIn, letGo } from './barge.ts'
import { unite } from './calls.ts'
import { channelIn, ensureChannel } from './channel-events.ts'
import { kept, MAX_TEXT } from './endpoints.ts'
import type { Channel, Model, Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { joinAsParticipant, markAnswered } from './participants.ts'
import { settleTalk } from './talk.ts'
import { sentOn } from './transfer-events.ts'

export function onQueueJoin(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const queue = kept(message['queue'], MAX_TEXT)
  if (channel === undefined || !queue) return
  sentOn(channel, kept(message['exten'], MAX_TEXT) || queue)
  channel.queue = queue
  channel.transferred = false
  channel.call.queue = queue
  channel.call.hint ??= 'call.queued'
  channel.call.tellable = true
  model.dirty.add(channel.call)
}

export function onQueueLeave(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  if (channel === undefined) return
  channel.queue = null
}

/** Somebody takes a call that rings elsewhere: they were not dialled, and are its answerer all the same. */
export function onPickup(model: Model, message: AmiMessage, at: Us): void {
  const picker = channelIn(model, message, '', at)
  const target = channelIn(model, message, 'target', at)
  if (picker === undefined || target === undefined) return
  takeOver(model, picker, target, 'pickup', at)
}

function takeOver(model: Model, taker: Channel, taken: Channel, via: 'pickup' | 'park', at: Us): void {
  const participant = joinAsParticipant(model, taker, { via, caller: false, at })
  const call = unite(model, taker.call, taken.call, at)
  const now = taker.participant ?? participant
  // What they dialled to take it was no call of theirs. Whoever was in it before is there again.
  if (now === participant && now.caller && call.caller !== now) {
    now.caller = false
    now.via = via
    now.offeredAt = at
  }
  markAnswered(now, at)
  call.tellable = true
  model.dirty.add(call)
}

export function onSpyStart(model: Model, message: AmiMessage, at: Us): void {
  const spy = channelIn(model, message, 'spyer', at)
  const spied = channelIn(model, message, 'spyee', at)
  if (spy !== undefined && spied !== undefined) bargeIn(model, spy, spied, at)
}

export function onSpyStop(model: Model, message: AmiMessage, at: Us): void {
  const spy = channelIn(model, message, 'spyer', at)
  if (spy !== undefined) letGo(model, spy, at)
}

export function onParkedCall(model: Model, message: AmiMessage, at: Us): void {
  const parkee = channelIn(model, message, 'parkee', at)
  if (parkee === undefined) return
  const { call } = parkee
  // Parking by REFER looks like a blind transfer to the parking extension; it is not one.
  if (parkee.transferred && call.transfers.at(-1)?.kind === 'blind') call.transfers.pop()
  parkee.transferred = false
  parkee.parked = true
  settleTalk(call, at)
  call.hint = 'call.parked'
  model.dirty.add(call)
}

export function onUnparked(model: Model, message: AmiMessage, at: Us): void {
  const parkee = channelIn(model, message, 'parkee', at)
  if (parkee === undefined) return
  // A busy PBX was seen to tell of it before it tells of the retriever's channel.
  const retriever = ensureChannel(model, message, 'retriever', at)
  // Until they are put through, the one waits and the other hears nothing.
  parkee.parked = retriever !== undefined && (parkee.bridge === null || parkee.bridge.members.size < 2)
  settleTalk(parkee.call, at)
  if (retriever !== undefined) takeOver(model, retriever, parkee, 'park', at)
  model.dirty.add(parkee.call)
}
