import { endpointOf } from './endpoints.ts'
import type { Channel, Model, Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import {
  birthOf,
  familyOf,
  idOf,
  isDialled,
  isLocal,
  isPicker,
  leaveOf,
  type Moment,
  oldestFirst,
  type Picture,
  type PictureChannel,
  serialOf
} from './picture.ts'

/** An event that must have been missed, as the PBX would have told it. */
export interface Missed {
  readonly moment: Moment
  /** The order of what happens at one moment. */
  readonly rank: number
  readonly message: AmiMessage
  /** What is a guess when the moment is one. */
  readonly guesses: readonly string[]
}

const RANKS = {
  Newchannel: 0,
  LocalBridge: 1,
  Newexten: 1,
  VarSet: 1,
  QueueCallerJoin: 2,
  BlindTransfer: 3,
  DialBegin: 4,
  Newstate: 5,
  Pickup: 6,
  DialEnd: 7,
  QueueCallerLeave: 8,
  BridgeLeave: 9,
  UnParkedCall: 10,
  BridgeEnter: 11,
  ParkedCall: 12,
  AttendedTransfer: 13,
  Hangup: 14
} as const
type Name = keyof typeof RANKS

export interface Sight {
  readonly model: Model
  readonly picture: Picture
  readonly channels: readonly PictureChannel[]
  readonly byId: ReadonlyMap<string, PictureChannel>
  readonly families: ReadonlyMap<string, readonly PictureChannel[]>
  readonly bridges: ReadonlyMap<string, readonly PictureChannel[]>
  readonly described: ReadonlyMap<string, AmiMessage>
  readonly waiting: ReadonlyMap<string, { readonly queue: string; readonly seconds?: number }> | null
  readonly parked: ReadonlySet<string> | null
  readonly at: Us
  readonly lastSeen: Us
  readonly births: Map<string, Moment>
  readonly known: readonly { readonly serial: number; readonly bornAt: Us }[]
  readonly missed: Missed[]
}

export function grouped(channels: readonly PictureChannel[], key: (one: PictureChannel) => string | null) {
  const groups = new Map<string, PictureChannel[]>()
  for (const channel of channels) {
    const name = key(channel)
    if (name === null) continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [channel])
    else group.push(channel)
  }
  return groups
}

export function look(model: Model, picture: Picture, at: Us, lastSeen: Us): Sight {
  const channels = oldestFirst(picture)
  return {
    ...{ model, picture, channels, at, lastSeen },
    byId: new Map(channels.map((channel) => [idOf(channel), channel])),
    families: grouped(channels, familyOf),
    bridges: grouped(channels, ({ bridge }) => bridge),
    described: new Map(picture.bridges.map((message) => [message['bridgeuniqueid'] ?? '', message])),
    waiting: picture.waiting === null ? null : new Map(picture.waiting.map((one) => [one.id, one])),
    parked: picture.parked === null ? null : new Set(picture.parked),
    births: new Map(),
    known: knownBirths(model, channels),
    missed: []
  }
}

export function happened(
  sight: Sight,
  event: Name,
  moment: Moment,
  fields: AmiMessage,
  guesses: readonly string[] = []
): void {
  sight.missed.push({ moment, rank: RANKS[event], message: { ...fields, event }, guesses })
}

export const knownAs = ({ model }: Sight, channel: PictureChannel): Channel | undefined =>
  model.channels.get(idOf(channel))

/** It came in by itself: it had a call of its own until it met the others. */
export const cameIn = (channel: PictureChannel): boolean =>
  isPicker(channel) || (!isDialled(channel) && !isLocal(channel))

/** The headers by which an event names a channel. Its linked id, as it is now, is learnt when it meets the others. */
export function named(sight: Sight, channel: PictureChannel, prefix = ''): AmiMessage {
  const { message } = channel
  const names = ['uniqueid', 'channel', 'calleridnum', 'calleridname', 'exten']
  const fields = Object.fromEntries(names.map((name) => [`${prefix}${name}`, message[name]]))
  if (knownAs(sight, channel) !== undefined) return fields
  return { ...fields, [`${prefix}linkedid`]: message[cameIn(channel) ? 'uniqueid' : 'linkedid'] }
}

export function bornOf(sight: Sight, channel: PictureChannel): Moment {
  const id = idOf(channel)
  let moment = sight.births.get(id)
  if (moment === undefined) {
    const starts = (sight.families.get(familyOf(channel)) ?? []).flatMap(({ memory }) => memory?.start ?? [])
    const guess = birthOf(channel, starts.length === 0 ? null : Math.min(...starts), sight.lastSeen, sight.at)
    moment = guess.exact ? guess : { at: Math.max(guess.at, bornBefore(sight, id)), exact: false }
    sight.births.set(id, moment)
  }
  return moment
}

/** Ids are given in the order of birth: after the last one that is known of before this one. */
function bornBefore({ known }: Sight, id: string): Us {
  const serial = serialOf(id)
  return (known.findLast((one) => one.serial < serial)?.bornAt ?? -1) + 1
}

/** The channels that the model knows of, by their serials, each with the latest birth until then. */
function knownBirths(model: Model, channels: readonly PictureChannel[]): { serial: number; bornAt: Us }[] {
  const known = channels.flatMap((one) => model.channels.get(idOf(one)) ?? [])
  let latest = 0
  return known
    .map(({ id, bornAt }) => ({ serial: serialOf(id), bornAt }))
    .sort((a, b) => a.serial - b.serial)
    .map(({ serial, bornAt }) => {
      latest = Math.max(latest, bornAt)
      return { serial, bornAt: latest }
    })
}

/** `PJSIP/101` of `PJSIP/101-0000001a`; of a Local channel what was dialled, without its end. */
const dialledAs = (channel: PictureChannel): string => endpointOf(channel.message['channel'] ?? '')

export const isDialling = ({ message }: PictureChannel): boolean =>
  /^(Dial|Queue|FollowMe|Page)$/i.test(message['application'] ?? '')

/** Who dials a channel, and by what part of its Dial string; where several might, who names it. */
export function diallerOf(
  sight: Sight,
  channel: PictureChannel
): { dialler: PictureChannel | undefined; leg: string | undefined } {
  const family = (sight.families.get(familyOf(channel)) ?? []).filter((one) => one !== channel && isDialling(one))
  const [technology = '', name = ''] = dialledAs(channel).split('/')
  for (const dialler of family) {
    const legs = (dialler.message['applicationdata'] ?? '').split(',')[0]?.split('&') ?? []
    const leg = legs.find((one) => one.startsWith(`${technology}/`) && one.includes(name))
    if (leg !== undefined) return { dialler, leg }
  }
  const queue = channel.message['application'] === 'AppQueue'
  const likely = family.filter(({ message }) => (message['application'] === 'Queue') === queue)
  return { dialler: likely.at(-1), leg: undefined }
}

/** When a channel that was known in a bridge left it: before it dialled others. */
export function departureOf(sight: Sight, channel: PictureChannel | undefined): Moment {
  const left = leaveOf(channel, sight.lastSeen, sight.at)
  if (channel === undefined || !isDialling(channel)) return left
  const family = sight.families.get(familyOf(channel)) ?? []
  const legs = family.filter((one) => isDialled(one) && knownAs(sight, one) === undefined)
  const births = legs.map((one) => bornOf(sight, one)).filter(({ at }) => at >= sight.lastSeen - 1_000_000)
  const first = births.sort((a, b) => a.at - b.at)[0]
  return first !== undefined && (first.at < left.at || !left.exact) ? { at: first.at - 1, exact: first.exact } : left
}
