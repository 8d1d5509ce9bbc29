import { digitsDialled } from './endpoints.ts'
import type { Channel, Model, Us } from './entities.ts'
import { RINGING } from './entities.ts'
import { left } from './gone.ts'
import { joined, sentOff } from './meetings.ts'
import {
  answerOf,
  familyOf,
  idOf,
  isDialled,
  isLocal,
  joinOf,
  leaveOf,
  type Moment,
  type Picture,
  type PictureChannel
} from './picture.ts'
import { recordingId } from './recorded.ts'
import {
  bornOf,
  cameIn,
  departureOf,
  diallerOf,
  grouped,
  happened,
  knownAs,
  look,
  type Missed,
  named,
  type Sight
} from './sight.ts'

function dialBegins(sight: Sight, channel: PictureChannel, born: Moment): void {
  const { dialler, leg } = diallerOf(sight, channel)
  // Asterisk itself dials for an attended transfer: nobody is named.
  const by =
    dialler === undefined
      ? {}
      : { ...named(sight, dialler), exten: dialler.message['exten'] ?? dialler.memory?.dialled ?? '' }
  happened(sight, 'DialBegin', born, {
    ...by,
    ...named(sight, channel, 'dest'),
    dialstring: digitsDialled(leg) === null ? undefined : leg
  })
}

/** When whoever waits came into the queue: before anybody was rung for them. */
function joinedQueueAt(sight: Sight, channel: PictureChannel, waited: number | undefined): number {
  const known = knownAs(sight, channel)
  const earliest = known === undefined ? bornOf(sight, channel).at : sight.lastSeen
  const rung = (sight.families.get(familyOf(channel)) ?? []).filter(
    (one) => one.message['application'] === 'AppQueue' && knownAs(sight, one) === undefined
  )
  const said = waited === undefined ? earliest : sight.at - waited * 1_000_000
  return Math.max(earliest, Math.min(said, sight.at, ...rung.map((one) => bornOf(sight, one).at)))
}

/** The caller waits in a queue, or has waited in one and talks now. */
function queued(sight: Sight, channel: PictureChannel): void {
  const known = knownAs(sight, channel)
  const entry = sight.waiting?.get(idOf(channel))
  const { application, applicationdata } = channel.message
  const queue = entry?.queue ?? (application === 'Queue' ? applicationdata?.split(',')[0] : undefined)
  const waits = entry !== undefined || (sight.waiting === null && channel.bridge === null && queue !== undefined)
  const isNew = waits ? known?.queue !== queue : known?.call.queue !== queue
  if (queue && isNew) {
    const at = joinedQueueAt(sight, channel, entry?.seconds)
    happened(sight, 'QueueCallerJoin', { at, exact: false }, { ...named(sight, channel), queue })
  }
  if (waits || (known === undefined ? !queue : known.queue === null)) return
  const mates = (channel.bridge === null ? [] : sight.bridges.get(channel.bridge)) ?? []
  const moment =
    mates.length > 1
      ? joinOf(mates, sight.lastSeen, sight.at, known === undefined)
      : leaveOf(channel, sight.lastSeen, sight.at)
  happened(sight, 'QueueCallerLeave', moment, named(sight, channel))
}

function begun(sight: Sight, channel: PictureChannel): void {
  const { message, memory } = channel
  const born = bornOf(sight, channel)
  const own = cameIn(channel)
  const fields = named(sight, channel)
  const first = idOf(channel) === familyOf(channel)
  const application = message['application'] ?? ''
  const comesIn = own ? (application === 'AppDial2' ? '0' : '4') : '0'
  happened(
    sight,
    'Newchannel',
    born,
    {
      ...fields,
      exten: memory?.dialled ?? message['exten'],
      channelstate: isLocal(channel) && message['channel']?.endsWith(';2') ? '4' : comesIn
    },
    first ? ['startedAt', 'waitSeconds'] : []
  )
  if (isDialled(channel)) dialBegins(sight, channel, born)
  inMailbox(sight, channel, born)
}

/** The caller hears a mailbox: since when is not known. */
function inMailbox(sight: Sight, channel: PictureChannel, moment: Moment): void {
  const { application = '', applicationdata: appdata } = channel.message
  if (!/^VoiceMail$/i.test(application) || knownAs(sight, channel)?.mail) return
  happened(sight, 'Newexten', moment, { ...named(sight, channel), application, appdata })
}

/** It is recorded: since when is not known. */
function recorded(sight: Sight, channel: PictureChannel): void {
  const file = channel.memory?.recording ?? null
  const known = knownAs(sight, channel)
  if (file === null || known?.call.recordings.some(({ id }) => id === recordingId(file))) return
  const at = known === undefined ? bornOf(sight, channel).at : Math.min(sight.lastSeen, sight.at)
  const fields = { ...named(sight, channel), variable: 'MIXMONITOR_FILENAME', value: file }
  happened(sight, 'VarSet', { at, exact: false }, fields, ['recordings'])
}

function answered(sight: Sight, channel: PictureChannel, known: Channel | undefined): void {
  const state = Number(channel.message['channelstate'])
  if (!Number.isInteger(state) || (known !== undefined && (known.state === state || known.state === 6))) return
  const born = known?.bornAt ?? bornOf(sight, channel).at
  if (state !== 6) {
    if (state === RINGING)
      happened(
        sight,
        'Newstate',
        { at: Math.max(born, known === undefined ? 0 : Math.min(sight.lastSeen, sight.at)), exact: true },
        { ...named(sight, channel), channelstate: '5' }
      )
    return
  }
  const moment = answerOf(channel, born, sight.lastSeen, sight.at)
  happened(
    sight,
    'Newstate',
    moment,
    { ...named(sight, channel), channelstate: '6' },
    isDialled(channel) ? ['answeredAt', 'waitSeconds', 'talkSeconds'] : []
  )
  if (isDialled(channel)) happened(sight, 'DialEnd', moment, { ...named(sight, channel, 'dest'), dialstatus: 'ANSWER' })
}

function changed(sight: Sight, channel: PictureChannel, known: Channel): void {
  const isParked = sight.parked?.has(idOf(channel)) ?? known.parked
  const wasIn = known.bridge
  if (wasIn !== null && wasIn.id !== channel.bridge) {
    const moment = departureOf(sight, channel)
    happened(sight, 'BridgeLeave', moment, { ...named(sight, channel), bridgeuniqueid: wasIn.id }, [
      'talkSeconds',
      'holdSeconds'
    ])
  }
  sentOff(sight, channel, known)
  inMailbox(sight, channel, { at: Math.min(sight.lastSeen, sight.at), exact: false })
  if (known.parked && !isParked)
    happened(sight, 'UnParkedCall', leaveOf(channel, sight.lastSeen, sight.at), named(sight, channel, 'parkee'))
}

/** The two halves of a Local channel share a name but for its end. */
function pairedLocals(sight: Sight): void {
  const pairs = grouped(sight.channels.filter(isLocal), ({ message }) => (message['channel'] ?? '').slice(0, -2))
  for (const [one, two] of pairs.values()) {
    if (one === undefined || two === undefined) continue
    if (knownAs(sight, one)?.otherHalf != null) continue
    const moment = { at: Math.max(bornOf(sight, one).at, bornOf(sight, two).at), exact: true }
    happened(sight, 'LocalBridge', moment, { ...named(sight, one, 'localone'), ...named(sight, two, 'localtwo') })
  }
}

/** Whoever handed a call over was there until then, and no longer. */
function leaveAfterTransfers(missed: Missed[]): void {
  const transfers = missed.filter(({ message }) => message['event'] === 'AttendedTransfer')
  for (const { moment, message } of transfers) {
    const by = message['origtransfereruniqueid']
    for (const [place, one] of missed.entries()) {
      if (one.message['event'] !== 'Hangup' || one.message['uniqueid'] !== by) continue
      missed[place] = { ...one, moment }
    }
  }
}

/**
 * What must have happened, in its order, for a model to become what the PBX says is so. `leaving` are channels that are gone
 * while their calls go on.
 */
export function whatWasMissed(
  model: Model,
  picture: Picture,
  leaving: readonly Channel[],
  at: Us,
  lastSeen: Us
): Missed[] {
  const sight = look(model, picture, at, lastSeen)
  for (const channel of leaving) left(sight, channel)
  pairedLocals(sight)
  for (const channel of sight.channels) {
    const known = knownAs(sight, channel)
    if (known === undefined) begun(sight, channel)
    else changed(sight, channel, known)
    recorded(sight, channel)
    queued(sight, channel)
    answered(sight, channel, known)
    if (sight.parked?.has(idOf(channel)) && known?.parked !== true)
      happened(sight, 'ParkedCall', leaveOf(channel, lastSeen, at), named(sight, channel, 'parkee'))
  }
  for (const [id, members] of sight.bridges) joined(sight, id, members)
  leaveAfterTransfers(sight.missed)
  return sight.missed.sort((a, b) => a.moment.at - b.moment.at || a.rank - b.rank)
}
