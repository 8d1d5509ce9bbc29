import type { CallParticipant, CallSnapshot } from '../../../contracts/call.ts'
import type { Call, CallEventType, Model, Participant, Us } from './entities.ts'
import { readClock } from './participants.ts'
import { connectionState, stateOf } from './talk.ts'

const secondTexts = new Map<number, string>()

/** The last moment that ISO 8601 writes with four digits of a year. */
const LAST_MS = 253_402_300_799_999

/** ISO 8601 with milliseconds; a moment that is none is the nearest that is. Calls that live at the same time share their seconds, so the last ones are kept. */
export function isoOf(us: Us): string {
  const ms = Math.min(Math.max(Math.floor(us / 1000) || 0, 0), LAST_MS)
  const second = Math.floor(ms / 1000)
  let text = secondTexts.get(second)
  if (text === undefined) {
    if (secondTexts.size >= 4096) secondTexts.clear()
    text = new Date(second * 1000).toISOString().slice(0, -4)
    secondTexts.set(second, text)
  }
  const part = ms - second * 1000
  return `${text}${part < 10 ? '00' : part < 100 ? '0' : ''}${part}Z`
}

const isoOrNull = (us: Us | null): string | null => (us === null ? null : isoOf(us))

function participantView(participant: Participant): CallParticipant {
  return {
    key: participant.key,
    kind: participant.kind,
    endpoint: participant.endpoint,
    address: participant.address,
    name: participant.name,
    via: participant.via,
    state: connectionState(participant),
    offeredAt: isoOf(participant.offeredAt),
    answeredAt: isoOrNull(participant.answeredAt),
    leftAt: isoOrNull(participant.leftAt),
    outcome: participant.outcome,
    talkSeconds: 0,
    holdSeconds: 0
  }
}

/** Everything that is told of a call but its version and running times. */
function still(call: Call): CallSnapshot {
  return {
    version: 0,
    direction: call.direction,
    state: call.state,
    outcome: call.outcome,
    reason: call.reason,
    startedAt: isoOf(call.bornAt),
    answeredAt: isoOrNull(call.answeredAt),
    endedAt: isoOrNull(call.endedAt),
    waitSeconds: 0,
    talkSeconds: 0,
    holdSeconds: 0,
    remote: { raw: call.remoteRaw, name: call.remoteName },
    line: call.line,
    queue: call.queue,
    participants: Array.from(call.participants.values(), participantView),
    transfers: [...call.transfers],
    recordings: [...call.recordings],
    merged: [...call.merged],
    ids: [...call.ids],
    estimated: [...call.estimated]
  }
}

/** The still picture with its running times read at a moment. */
function withTimes(call: Call, picture: CallSnapshot, at: Us): CallSnapshot {
  const { talk, hold } = readClock(call.clock, at)
  const until = call.answeredAt ?? call.endedAt ?? at
  picture.waitSeconds = Math.round(Math.max(0, until - call.bornAt) / 1000) / 1000
  picture.talkSeconds = talk
  picture.holdSeconds = hold
  let place = 0
  for (const participant of call.participants.values()) {
    const shown = picture.participants[place++]
    const own = readClock(participant.clock, at)
    if (shown === undefined) continue
    shown.talkSeconds = own.talk
    shown.holdSeconds = own.hold
  }
  return picture
}

/** What just happened, from what was told before and what is so now; a handler's own word goes first. */
function typeOf(call: Call, alerting: number): CallEventType {
  if (call.state === 'ended') return 'call.ended'
  if (call.hint !== null) return call.hint
  const before = call.toldState
  if (call.state === before) return alerting > call.toldAlerting ? 'call.alerting' : 'call.updated'
  if (call.state === 'connected') return before === 'held' ? 'call.retrieved' : 'call.connected'
  if (call.state === 'held') return 'call.held'
  if (call.state === 'queued')
    return call.queue !== null ? 'call.queued' : before === null ? 'call.initiated' : 'call.updated'
  return alerting > 0 ? 'call.alerting' : before === null ? 'call.initiated' : 'call.updated'
}

/** Tells of a call if what is visible of it has changed. */
export function tell(model: Model, call: Call, at: Us): void {
  if (!call.tellable) return
  call.state = stateOf(call)
  const picture = still(call)
  const told = JSON.stringify(picture)
  if (told === call.told) {
    call.hint = null
    return
  }
  const alerting = picture.participants.filter((participant) => participant.state === 'alerting').length
  const type = typeOf(call, alerting)
  call.version = Math.max(call.version + 1, at)
  call.told = told
  call.toldState = call.state
  call.toldAlerting = alerting
  call.hint = null
  picture.version = call.version
  model.outputs.push({ type, subject: call.subject, at, snapshot: withTimes(call, picture, at) })
}
