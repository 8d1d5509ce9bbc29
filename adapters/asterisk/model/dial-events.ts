import { unite } from './calls.ts'
import { channelIn, ensureChannel } from './channel-events.ts'
import { digitsDialled, kept, MAX_TEXT, numberOf } from './endpoints.ts'
import { type Channel, type Model, RINGING, UP, type Us, type Verdict } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { joinAsParticipant, markAnswered } from './participants.ts'
import { settleTalk, stateOf } from './talk.ts'
import { nameTarget, recall, sentOn } from './transfer-events.ts'
import { hasOthers, settleWays, viaOf } from './ways.ts'

/** The outside number that one dials so, or null if it is none. */
function outsideOf({ dialplan: { outboundPrefix } }: Model, exten: string): string | null {
  return /^\+?[0-9*#]{5,32}$/.test(exten) && exten.startsWith(outboundPrefix)
    ? exten.slice(outboundPrefix.length)
    : null
}

/** The outside number a leg goes to, as the person dialled it where that can be seen. */
function outsideNumber(model: Model, dialler: Channel | undefined, message: AmiMessage): string | null {
  const dialled = outsideOf(model, message['exten'] ?? dialler?.exten ?? '')
  return dialler?.call.direction === 'inbound'
    ? digitsDialled(message['dialstring'])
    : (dialled ?? digitsDialled(message['dialstring']))
}

function markOutbound(channel: Channel, number: string | null): void {
  const { call } = channel
  if (call.direction !== 'internal' || call.answeredAt !== null) return
  call.direction = 'outbound'
  call.remoteRaw = number
}

export function onDialBegin(model: Model, message: AmiMessage, at: Us): void {
  const dialler = message['uniqueid'] === undefined ? undefined : ensureChannel(model, message, '', at)
  const dest = ensureChannel(model, message, 'dest', at)
  if (dest === undefined) return
  if (dialler !== undefined) {
    dialler.exten = kept(message['exten'] ?? dialler.exten, MAX_TEXT)
    sentOn(dialler, dialler.exten)
    dest.dialler = dialler
    unite(model, dialler.call, dest.call, at)
  } else recall(model, dest, at)
  // Nobody is named as the dialler where Asterisk itself dials for people who talk (a transfer by feature code, through
  // a Local channel), and where an ARI application dials a phone for a caller.
  const forOthers = dialler === undefined && hasOthers(dest.call, dest.otherHalf)
  const forTalk = dest.kind === 'local' || dest.call.answeredAt !== null
  dest.via = !forOthers ? viaOf(dialler) : forTalk ? 'transfer' : 'dial'
  // A program that calls the customer first has clicked on nobody's phone.
  if (dest.kind === 'trunk' && dest.via === 'click-to-call') dest.via = 'dial'
  if (dest.otherHalf !== null) settleWays(dest.otherHalf)
  const { call } = dest
  call.tellable ||= dest.kind !== 'local' || dialler !== undefined
  if (dest.kind !== 'local' && dest.participant === null) {
    const number = dest.kind === 'trunk' ? outsideNumber(model, dialler, message) : numberOf(dest.number)
    if (dest.kind === 'trunk') markOutbound(dest, number)
    // The caller id of a click-to-call's first leg is that of the customer: the name there is not the agent's.
    const expected = dest.via === 'click-to-call' ? model.expected.get(call.id) : undefined
    const participant = joinAsParticipant(model, dest, { via: dest.via, caller: false, at, number })
    nameTarget(model, dest)
    if (dest.via === 'click-to-call') participant.name = expected?.from.name ?? null
    if (call.direction === 'internal' && dest.via !== 'click-to-call') {
      call.remoteRaw ??= participant.address
      if (call.remoteRaw === participant.address) call.remoteName ??= participant.name
    }
  }
  // A phone that does not ring yet is worth a word only if the call looks different for it.
  if (call.told === '' || dest.state === RINGING || stateOf(call) !== call.toldState) model.dirty.add(call)
}

export function onDialState(model: Model, message: AmiMessage, at: Us): void {
  const dest = channelIn(model, message, 'dest', at)
  const status = message['dialstatus']
  // Early media is what a called person's phone sounds like on many trunks: there is no other sign of ringing.
  if (dest === undefined || dest.state >= RINGING || (status !== 'RINGING' && status !== 'PROGRESS')) return
  dest.state = RINGING
  model.dirty.add(dest.call)
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  BUSY: 'busy',
  NOANSWER: 'no-answer',
  CANCEL: 'cancel',
  CONGESTION: 'failed',
  CHANUNAVAIL: 'failed',
  DONTCALL: 'declined',
  TORTURE: 'declined'
}

export function onDialEnd(model: Model, message: AmiMessage, at: Us): void {
  channelIn(model, message, '', at)
  const dest = channelIn(model, message, 'dest', at)
  const status = message['dialstatus'] ?? ''
  if (dest === undefined) return
  if (status === 'ANSWER') {
    if (dest.state !== UP) dest.state = UP
    if (dest.participant !== null && !dest.participant.caller) markAnswered(dest.participant, at)
    settleTalk(dest.call, at)
    return
  }
  const verdict = message['forward'] ? 'forwarded' : (VERDICTS[status] ?? null)
  if (dest.participant !== null) dest.participant.verdict ??= verdict
  else if (dest.otherHalf !== null) dest.otherHalf.verdict ??= verdict
}

/** Of a call that another program asked for, this tells where its phone is to be connected, or was to be. */
export function onOriginateResponse(model: Model, message: AmiMessage, at: Us): void {
  const channel = channelIn(model, message, '', at)
  const exten = numberOf(message['exten'])
  if (channel === undefined || exten === null || !/^\+?[0-9*#]+$/.test(exten)) return
  const { call } = channel
  if (call.direction !== 'internal' || call.remoteRaw !== null || call.caller !== null) return
  const outside = outsideOf(model, exten)
  if (outside !== null) call.direction = 'outbound'
  call.remoteRaw = outside ?? exten
  model.dirty.add(call)
}
