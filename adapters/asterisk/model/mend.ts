import { mendBarge } from './barge.ts'
import { ensureBridge, enterBridge } from './bridge-events.ts'
import { removeFromBridge, unite } from './calls.ts'
import { beginCall, ensureChannel, hangUp } from './channel-events.ts'
import { digitsDialled } from './endpoints.ts'
import { type Channel, type Model, type Output, RING, RINGING, UP, type Us } from './entities.ts'
import type { AmiMessage } from './message.ts'
import { joinAsParticipant, markAnswered } from './participants.ts'
import { drain } from './reduce.ts'
import { settleTalk } from './talk.ts'

/** What a PBX says is so at one moment. */
export interface Picture {
  readonly channels: readonly {
    readonly message: AmiMessage
    readonly seconds: number
    readonly bridge: string | null
  }[]
  readonly bridges: readonly AmiMessage[]
  /** Null where we may not know. */
  readonly waiting: readonly { readonly id: string; readonly queue: string }[] | null
  readonly parked: readonly string[] | null
}

/** Calls that are no more: when they ended is not known, only that they lived until the link was lost. */
function bury(model: Model, alive: ReadonlySet<string>, at: Us, lastSeen: Us): void {
  for (const channel of [...model.channels.values()]) {
    if (alive.has(channel.id)) continue
    const { call } = channel
    if (!call.estimated.includes('endedAt') && [...call.channels].every((one) => !alive.has(one.id))) {
      call.estimated.push('endedAt')
      call.reason = 'link-lost'
    }
    // A call that was still told of after the last sign of life lived at least until then.
    hangUp(model, channel, Math.min(at, Math.max(lastSeen, call.version)))
  }
}

const isDialled = (message: AmiMessage): boolean => /^App(Dial2?|Queue)$/.test(message['application'] ?? '')

function updateKnown(model: Model, channel: Channel, message: AmiMessage, at: Us): void {
  const state = Number(message['channelstate'])
  if (Number.isInteger(state) && state !== channel.state && channel.state !== UP) {
    channel.state = state
    if (state === UP && channel.participant !== null && !channel.participant.caller)
      markAnswered(channel.participant, at)
    model.dirty.add(channel.call)
  }
  // Whether a hold outlasted the break cannot be asked: it is taken as unchanged, and said to be a guess.
  if (channel.held && !channel.call.estimated.includes('holdSeconds')) {
    channel.call.estimated.push('holdSeconds')
    model.dirty.add(channel.call)
  }
}

/** A call's first channel before the others; the PBX tells ages in whole seconds, and ids in the order of birth. */
function oldestFirst({ channels }: Picture): Picture['channels'] {
  const bornAs = ({ message }: Picture['channels'][number]): number => {
    const serial = /\.(\d+)$/.exec(message['uniqueid'] ?? '')?.[1] ?? 0
    return message['uniqueid'] === message['linkedid'] ? -1 : Number(serial)
  }
  return [...channels].sort((a, b) => b.seconds - a.seconds || bornAs(a) - bornAs(b))
}

/** What is being dialled for each linked id. */
type Dials = ReadonlyMap<string, string>

function dialsOf({ channels }: Picture): Dials {
  const dialling = channels.filter(({ message }) => message['application'] === 'Dial')
  return new Map(dialling.map(({ message }) => [message['linkedid'] ?? '', message['applicationdata'] ?? '']))
}

/** The number that a trunk's leg was dialled with, where the Dial that made it still runs. */
function numberDialled(dials: Dials, message: AmiMessage): string | null {
  const endpoint = /^(.*)-[^-]*$/.exec(message['channel'] ?? '')?.[1] ?? ''
  const [technology = '', name = ''] = endpoint.split('/')
  const legs = (dials.get(message['linkedid'] ?? '') ?? '').split(',')[0]?.split('&') ?? []
  const mine = legs.find((leg) => leg.startsWith(`${technology}/`) && leg.includes(name))
  return digitsDialled(mine)
}

/** A channel that came while nobody listened: caller or called, by what the PBX says it runs. */
function adopt(model: Model, message: AmiMessage, dials: Dials, age: number, at: Us): Channel | undefined {
  const channel = ensureChannel(model, message, '', at, at - age * 1_000_000)
  if (channel === undefined || channel.kind === 'local') return channel
  const { call } = channel
  if (isDialled(message)) {
    const via = message['application'] === 'AppQueue' ? 'queue' : 'dial'
    const number = channel.kind === 'trunk' ? numberDialled(dials, message) : null
    joinAsParticipant(model, channel, { via, caller: false, at: channel.bornAt, ...(number ? { number } : {}) })
    if (channel.kind === 'trunk' && call.direction === 'internal') {
      call.direction = 'outbound'
      call.remoteRaw ??= channel.participant?.address ?? null
    }
    call.tellable = true
  } else if (channel.id === call.id || channel.state === RING) {
    beginCall(model, channel, channel.bornAt)
    if (channel.state === UP && call.direction === 'inbound') {
      call.pbxAnswered = true
      call.tellable = true
    }
  } else if (channel.state >= RINGING)
    joinAsParticipant(model, channel, { via: 'dial', caller: false, at: channel.bornAt })
  if (!call.estimated.includes('startedAt') && call.told === '') call.estimated.push('startedAt')
  return channel
}

function mendBridges(model: Model, picture: Picture, at: Us): void {
  const described = new Map(picture.bridges.map((message) => [message['bridgeuniqueid'], message]))
  for (const { message, bridge: id } of picture.channels) {
    const channel = model.channels.get(message['uniqueid'] ?? '')
    if (channel === undefined || channel.bridge?.id === (id ?? undefined)) continue
    removeFromBridge(model, channel)
    const bridge = id === null ? undefined : ensureBridge(model, described.get(id) ?? { bridgeuniqueid: id })
    if (bridge !== undefined) {
      const wasAnswered = channel.call.answeredAt
      enterBridge(model, bridge, channel, at)
      const { call } = channel
      if (wasAnswered === null && call.answeredAt !== null && !call.estimated.includes('answeredAt'))
        call.estimated.push('answeredAt')
    } else settleTalk(channel.call, at)
    model.dirty.add(channel.call)
  }
}

/** The two halves of a Local channel share a name but for its end. */
function pairLocals(model: Model, at: Us): void {
  const firsts = new Map<string, Channel>()
  for (const channel of model.channels.values())
    if (channel.name.endsWith(';1')) firsts.set(channel.name.slice(0, -2), channel)
  for (const two of [...model.channels.values()]) {
    const one = two.name.endsWith(';2') ? firsts.get(two.name.slice(0, -2)) : undefined
    if (one === undefined || one.otherHalf === two) continue
    one.otherHalf = two
    two.otherHalf = one
    settleTalk(unite(model, one.call, two.call, at), at)
  }
}

/**
 * Makes the model what the PBX says is so: calls that are gone end with `link-lost` and an estimated end (`lastSeen`, when
 * the link was lost), changed ones are mended, unknown ones begin. Says each call once.
 */
export function mend(
  model: Model,
  picture: Picture,
  at: Us,
  lastSeen: Us,
  endsWaiting: Iterable<string> = []
): Output[] {
  // Whose hang-up is still to be read has an end of its own.
  const alive = new Set([...picture.channels.map(({ message }) => message['uniqueid'] ?? ''), ...endsWaiting])
  bury(model, alive, at, lastSeen)
  const dials = dialsOf(picture)
  for (const { message, seconds } of oldestFirst(picture)) {
    const known = model.channels.get(message['uniqueid'] ?? '')
    if (known === undefined) adopt(model, message, dials, seconds, at)
    else updateKnown(model, known, message, at)
    if (known?.barges === true) mendBarge(model, known, message['application'], message['applicationdata'], at)
  }
  pairLocals(model, at)
  mendBridges(model, picture, at)
  const waiting = picture.waiting === null ? null : new Map(picture.waiting.map(({ id, queue }) => [id, queue]))
  for (const channel of model.channels.values()) {
    const queue = waiting === null ? channel.queue : (waiting.get(channel.id) ?? null)
    const parked = picture.parked?.includes(channel.id) ?? channel.parked
    if (channel.queue === queue && channel.parked === parked) continue
    channel.queue = queue
    channel.parked = parked
    channel.call.queue ??= queue
    channel.call.tellable ||= queue !== null
    settleTalk(channel.call, at)
    model.dirty.add(channel.call)
  }
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
  if (gone.size > 0) bury(model, new Set([...model.channels.keys()].filter((id) => !gone.has(id))), at, at)
  return { missing, outputs: drain(model, at) }
}
