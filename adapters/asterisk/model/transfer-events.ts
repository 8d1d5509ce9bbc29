import type { TransferKind } from '../../../contracts/words.ts'
import { unite } from './calls.ts'
import { channelIn } from './channel-events.ts'
import { endpointOf, kept, MAX_TEXT } from './endpoints.ts'
import type { Call, Channel, Model, Participant, Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { isoOf } from './view.ts'
import { settleWays } from './ways.ts'

/** Who is on a channel, or behind a Local one. */
function personOn(channel: Channel | undefined): Participant | null {
  if (channel === undefined || channel.kind !== 'local') return channel?.participant ?? null
  for (const leg of channel.call.channels) {
    if (leg.participant !== null && leg.dialler !== null && leg.dialler === channel.otherHalf) return leg.participant
  }
  return null
}

const addressOf = (channel: Channel | undefined): string => personOn(channel)?.address ?? channel?.endpoint ?? ''

/** Who was on a channel of that name: whoever hands a call over may be gone when the PBX comes to tell of it. */
function addressThere({ participants }: Call, name = ''): string {
  const endpoint = endpointOf(name)
  return participants.get(endpoint)?.address ?? endpoint
}

/** Nobody transfers the same call twice within this time. */
const SAME_MS = 250
/** The PBX tells of a transfer within this time. */
const LATE_US = 1_000_000

function addTransfer(call: Call, at: Us, kind: TransferKind, by: string, to: string): void {
  const when = isoOf(at)
  const last = call.transfers.at(-1)
  if (last?.by === by && Date.parse(when) - Date.parse(last.at) < SAME_MS) {
    // One act, of which two events tell; the later one by name.
    if (kind === 'blind' && last.kind === 'blind') call.transfers[call.transfers.length - 1] = { ...last, to }
    return
  }
  if (call.transfers.length >= 64) return
  call.transfers.push({ at: when, kind, by, to })
  call.hint = 'call.transferred'
}

/** `Success` says that the transferee was sent off, not that anybody was reached: the ringing that follows tells. */
export function onBlindTransfer(model: Model, message: AmiMessage, at: Us): void {
  const transferer = channelIn(model, message, 'transferer', at)
  const transferee = channelIn(model, message, 'transferee', at)
  const channel = transferee ?? transferer
  if (channel === undefined || message['result'] !== 'Success' || transferee?.parked === true) return
  const by = addressOf(transferer) || addressThere(channel.call, message['transfererchannel'])
  addTransfer(channel.call, at, 'blind', by, kept(message['extension'], MAX_TEXT))
  if (transferee !== undefined) {
    transferee.transferred = transferee.queue === null
    transferee.taken = null
    rungAlready(model, transferee, at)
  }
  model.dirty.add(channel.call)
}

/** A busy PBX rings those whom a call is sent to, and may have put them through, before it tells of the transfer. */
function rungAlready(model: Model, transferee: Channel, at: Us): void {
  const left = transferee.leftBridgeAt
  if (left === null || at - left > LATE_US) return
  settleWays(transferee, (leg) => leg.bornAt >= left)
  for (const leg of transferee.call.channels) if (leg.dialler === transferee) nameTarget(model, leg)
}

const TRANSFER_SIDES = ['origtransferer', 'secondtransferer', 'transferee', 'transfertarget', 'localone', 'localtwo']

/** Whom the transferer talked to in the second call: neither themselves nor who is handed over. */
function consultedIn({ participants }: Call, others: readonly (Channel | undefined)[]): Participant | null {
  for (const one of participants.values()) {
    if (!one.caller && one.legs.size > 0 && others.every((other) => one !== other?.participant)) return one
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
  const target = personOn(named) ?? consultedIn((second ?? first).call, [orig, second, transferee])
  let { call } = first
  for (const side of sides) if (side !== undefined) call = unite(model, call, side.call, at)
  model.dirty.add(call)
  if (message['desttype'] === 'Threeway') {
    if (target !== null && target !== transferee?.participant) target.via = 'conference'
    call.hint = 'call.conferenced'
    return
  }
  const kind = target?.answeredAt == null ? 'blonde' : 'attended'
  if (target !== null && target !== transferee?.participant) target.via = 'transfer'
  const by = addressOf(orig ?? second) || addressThere(call, message['origtransfererchannel'])
  addTransfer(call, at, kind, by, target?.address ?? '')
  const endpoint = (orig ?? second)?.endpoint
  if (kind === 'blonde' && endpoint !== undefined) model.recalls.set(endpoint, call.id)
}

/** Somebody is rung for who was taken out of a talk: that was a transfer, whoever made it. */
export function sentOn(channel: Channel, to: string): void {
  const { taken } = channel
  if (!taken) return
  channel.taken = null
  if (!channel.transferred) addTransfer(channel.call, taken.at, 'blind', taken.by, to)
  channel.transferred = true
}

/** A number outside is told as it was dialled, without what the dialplan wants before it. */
export function nameTarget({ dialplan }: Model, { call, kind, via, participant }: Channel): void {
  if (kind !== 'trunk' || via !== 'transfer' || !participant?.address) return
  const last = call.transfers.at(-1)
  if (last?.to !== `${dialplan.outboundPrefix}${participant.address}`) return
  call.transfers[call.transfers.length - 1] = { ...last, to: participant.address }
}

/** Asterisk rings a phone by itself: it brings back the call that this phone handed over and that nobody took. */
export function recall(model: Model, dest: Channel, at: Us): void {
  const call = model.calls.get(model.recalls.get(dest.endpoint) ?? '')
  if (call === undefined || call === dest.call || model.expected.has(dest.id)) return
  const last = call.transfers.at(-1)
  const target = [...call.participants.values()].find(({ address }) => address === last?.to)
  if (last?.kind !== 'blonde' || target?.answeredAt != null) return
  unite(model, call, dest.call, at)
}
