import { freeAgents } from './agents.ts'
import { mendBarge } from './barge.ts'
import { channelIn, hangUp } from './channel-events.ts'
import type { Call, Channel, Model, Output, Us } from './entities.ts'
import { whatWasMissed } from './missed.ts'
import { familyOf, idOf, type Picture } from './picture.ts'
import { drain, handle } from './reduce.ts'
import type { Missed } from './sight.ts'

function estimate(model: Model, call: Call, names: readonly string[]): void {
  for (const name of names) {
    if (call.estimated.includes(name)) continue
    call.estimated.push(name)
    model.dirty.add(call)
  }
}

/** What of a call that is gone is a guess: it may have been answered, or held, before it ended. */
function guessesOfEnd(call: Call): string[] {
  const isRecorded = call.recordings.some(({ seconds }) => seconds === null)
  // Whoever was in a mailbox may have left a message.
  const recorded = isRecorded || [...call.channels].some(({ mail }) => mail !== null) ? ['recordings'] : []
  if (call.answeredAt === null) return ['endedAt', 'answeredAt', 'waitSeconds', 'outcome', 'leftAt', ...recorded]
  return ['endedAt', 'leftAt', call.clock.mode === 'hold' ? 'holdSeconds' : 'talkSeconds', ...recorded]
}

/** Calls that are no more: when they ended is not known, only that they lived until the link was lost. */
function bury(model: Model, gone: Iterable<Channel>, at: Us, lastSeen: Us, isKnown = false): void {
  const ends = new Set(gone)
  for (const channel of ends) {
    const { call } = channel
    if (!call.estimated.includes('endedAt') && [...call.channels].every((one) => ends.has(one))) {
      if (!isKnown) estimate(model, call, guessesOfEnd(call))
      call.reason = 'link-lost'
    }
    // A call that was still told of after the last sign of life lived at least until then.
    hangUp(model, channel, Math.min(at, Math.max(lastSeen, call.version)))
  }
}

/** Who holds whom can be asked, since when cannot. */
function mendHolds(model: Model, { channels }: Picture, at: Us): void {
  for (const one of channels) {
    const channel = model.channels.get(idOf(one))
    const members = channel?.bridge?.holding === false ? [...channel.bridge.members] : []
    const other = members.length === 2 ? members.find((member) => member !== channel) : undefined
    if (channel === undefined || other === undefined || other.kind === 'local') continue
    const isHeld = one.memory?.onHold ?? null
    if (isHeld === other.held) continue
    if (isHeld === null && !other.held) continue
    if (isHeld !== null) handle(model, { event: isHeld ? 'Hold' : 'Unhold', uniqueid: other.id }, at)
    estimate(model, other.call, isHeld === null ? ['holdSeconds'] : ['holdSeconds', 'talkSeconds'])
  }
}

/** Tells the model one thing that was missed, and what of it is a guess. */
function make(model: Model, { moment, message, guesses }: Missed): void {
  const id = message['uniqueid'] ?? ''
  const before = model.channels.get(id)?.call
  const wasAnswered = before?.answeredAt ?? null
  handle(model, message, moment.at)
  const call = model.channels.get(id)?.call ?? before
  if (moment.exact || call === undefined) return
  estimate(
    model,
    call,
    guesses.filter((name) => wasAnswered === null || (name !== 'answeredAt' && name !== 'waitSeconds'))
  )
}

/**
 * Makes the model what the PBX says is so: what must have been missed is told to it as the PBX would have told it, in its
 * order and with its times where the PBX remembers them; the rest is named as estimated. Calls that are gone end with
 * `link-lost` when the link was lost (`lastSeen`). Says each call once.
 */
export function mend(
  model: Model,
  picture: Picture,
  at: Us,
  lastSeen: Us,
  endsWaiting: Iterable<string> = []
): Output[] {
  if (picture.restarted === true) {
    bury(model, [...model.channels.values()], at, lastSeen, picture.saidShutdown)
    // The PBX counts its ids anew.
    model.gone.clear()
  }
  freeAgents(model, new Map(picture.channels.map((one) => [idOf(one), one.bridge])), Math.min(at, lastSeen))
  // Whose hang-up is still to be read has an end of its own.
  const ids = new Set([...picture.channels.map(idOf), ...endsWaiting])
  const families = new Set(picture.channels.map(familyOf))
  const gone = [...model.channels.values()].filter(({ id }) => !ids.has(id))
  const goesOn = (call: Call): boolean =>
    [...call.channels].some(({ id }) => ids.has(id)) || call.ids.some((id) => families.has(id))
  const over = new Set([...new Set(gone.map(({ call }) => call))].filter((call) => !goesOn(call)))
  const ended = gone.filter(({ call }) => over.has(call))
  bury(model, ended, at, lastSeen)
  const leaving = gone.filter(({ call }) => !over.has(call))
  for (const missed of whatWasMissed(model, picture, leaving, at, lastSeen)) make(model, missed)
  for (const { message } of picture.channels) {
    const known = channelIn(model, message, '', at)
    if (known?.barges === true) mendBarge(model, known, message['application'], message['applicationdata'], at)
  }
  mendHolds(model, picture, at)
  for (const channel of model.channels.values()) if (channel.call.told === '') model.dirty.add(channel.call)
  return drain(model, at)
}

/** Ends what a healthy PBX has not had for two audits on end: its hang-up never came. Says which are missing now. */
export function audit(
  model: Model,
  asked: ReadonlySet<string>,
  present: ReadonlySet<string>,
  missingBefore: ReadonlySet<string>,
  at: Us
) {
  const missing = new Set([...asked].filter((id) => !present.has(id) && model.channels.has(id)))
  const gone = new Set([...missing].filter((id) => missingBefore.has(id)))
  if (gone.size > 0) {
    const ends = [...gone].flatMap((id) => model.channels.get(id) ?? [])
    bury(model, ends, at, at)
  }
  return { missing, outputs: drain(model, at) }
}
