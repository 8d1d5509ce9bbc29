import type { TransferKind } from '../../../contracts/words.ts'
import { unite } from './calls.ts'
import { channelIn } from './channel-events.ts'
import { kept, MAX_TEXT } from './endpoints.ts'
import type { Call, Channel, Model, Participant, Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { joinAsParticipant, markAnswered } from './participants.ts'
import { settleTalk } from './talk.ts'
import { isoOf } from './view.ts'

export function onQueueJoin(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const queue = kept(message['queue'], MAX_TEXT)
  if (channel === undefined || !queue) return
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

/** Who is on a channel, or behind a Local one. */
function personOn(channel: Channel | undefined): Participant | null {
  if (channel === undefined || channel.kind !== 'local') return channel?.participant ?? null
  for (const leg of channel.call.channels) {
    if (leg.participant !== null && leg.dialler !== null && leg.dialler === channel.otherHalf) return leg.participant
  }
  return null
}

const addressOf = (channel: Channel | undefined): string => personOn(channel)?.address ?? channel?.endpoint ?? ''

function addTransfer(call: Call, at: Us, kind: TransferKind, by: string, to: string): void {
  const when = isoOf(at)
  const last = call.transfers.at(-1)
  if (call.transfers.length >= 64 || (last?.at === when && last.by === by)) return
  call.transfers.push({ at: when, kind, by, to })
  call.hint = 'call.transferred'
}

/** `Success` says that the transferee was sent off, not that anybody was reached: the ringing that follows tells. */
export function onBlindTransfer(model: Model, message: AmiMessage, at: Us): void {
  const transferer = channelIn(model, message, 'transferer', at)
  const transferee = channelIn(model, message, 'transferee', at)
  const channel = transferee ?? transferer
  if (channel === undefined || message['result'] !== 'Success') return
  addTransfer(channel.call, at, 'blind', addressOf(transferer), kept(message['extension'], MAX_TEXT))
  if (transferee !== undefined) transferee.transferred = true
  model.dirty.add(channel.call)
}

const TRANSFER_SIDES = ['origtransferer', 'secondtransferer', 'transferee', 'transfertarget', 'localone', 'localtwo']

/** Whom the transferer talked to in the second call. */
function consultedIn(second: Channel | undefined, orig: Channel | undefined): Participant | null {
  for (const one of second?.call.participants.values() ?? []) {
    if (one !== second?.participant && one !== orig?.participant && !one.caller && one.legs.size > 0) return one
  }
  return null
}

/** Two calls of one person are joined into one; whoever they consulted takes over, answered or still ringing. */
export function onAttendedTransfer(model: Model, message: AmiMessage, at: Us): void {
  if (message['result'] !== undefined && message['result'] !== 'Success') return
  if (message['desttype'] === 'Fail') return
  const sides = TRANSFER_SIDES.map((side) => channelIn(model, message, side, at))
  const [orig, second, transferee, named] = sides
  const first = sides.find((side) => side !== undefined)
  if (first === undefined) return
  const target = personOn(named) ?? consultedIn(second, orig)
  let { call } = first
  for (const side of sides) if (side !== undefined) call = unite(model, call, side.call, at)
  const kind = target?.answeredAt == null ? 'blonde' : 'attended'
  if (target !== null && target !== transferee?.participant) target.via = 'transfer'
  addTransfer(call, at, kind, addressOf(orig ?? second), target?.address ?? '')
  model.dirty.add(call)
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
  const wasAlone = taker.call !== taken.call && participant.caller
  const call = unite(model, taker.call, taken.call, at)
  const now = taker.participant ?? participant
  if (wasAlone && call.caller !== now) {
    now.caller = false
    now.via = via
    now.offeredAt = at
  }
  markAnswered(now, at)
  call.tellable = true
  model.dirty.add(call)
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
  parkee.parked = false
  settleTalk(parkee.call, at)
  const retriever = channelIn(model, message, 'retriever', at)
  if (retriever !== undefined) takeOver(model, retriever, parkee, 'park', at)
  model.dirty.add(parkee.call)
}
