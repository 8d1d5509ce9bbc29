import type { Bridge, Call, Channel, Model, Participant } from './entities.ts'

type Plain<T, Without extends keyof T> = Omit<T, Without>

/** A live call as plain JSON: what an adapter must know again after a restart. */
export interface CallRecord {
  readonly format: 1
  readonly call: Plain<Call, 'channels' | 'participants' | 'caller'>
  readonly caller: string | null
  readonly participants: readonly Plain<Participant, 'legs'>[]
  readonly channels: readonly (Plain<Channel, 'call' | 'participant' | 'bridge' | 'otherHalf' | 'dialler'> & {
    participant: string | null
    /** Who it talks to, and who dialled it, are found again by these. */
    bridge?: Plain<Bridge, 'members'> | null
    otherHalf?: string | null
    dialler?: string | null
  })[]
}

export function recordOf(call: Call): CallRecord {
  const { channels, participants, caller, ...plain } = call
  return {
    format: 1,
    call: plain,
    caller: caller?.key ?? null,
    participants: [...participants.values()].map(({ legs: _, ...participant }) => participant),
    channels: [...channels].map(({ call: _, participant, bridge, otherHalf, dialler, ...channel }) => ({
      ...channel,
      participant: participant?.key ?? null,
      bridge: bridge && { id: bridge.id, holding: bridge.holding, conference: bridge.conference, pool: bridge.pool },
      otherHalf: otherHalf?.id ?? null,
      dialler: dialler?.id ?? null
    }))
  }
}

function putInBridge(model: Model, channel: Channel, plain: Plain<Bridge, 'members'>): void {
  const bridge = model.bridges.get(plain.id) ?? { ...plain, members: new Set() }
  model.bridges.set(bridge.id, bridge)
  bridge.members.add(channel)
  channel.bridge = bridge
}

/** Handed over unseen: the PBX may bring it back to whoever did. */
function rememberRecall(model: Model, { id, transfers, participants }: Call): void {
  const last = transfers.at(-1)
  if (last?.kind !== 'blonde') return
  const by = [...participants.values()].find(({ address }) => address === last.by)
  if (by?.endpoint) model.recalls.set(by.endpoint, id)
}

/** Puts a remembered call back; `mend` then says what is still so. False if it is not a record of this form. */
export function restore(model: Model, value: unknown): boolean {
  const record = value as CallRecord | null
  if (record?.format !== 1 || !Array.isArray(record.channels) || !Array.isArray(record.participants)) return false
  const participants = new Map(
    record.participants.map((one) => [one.key, { ...one, clock: { ...one.clock }, legs: new Set<Channel>() }])
  )
  const caller = record.caller === null ? null : (participants.get(record.caller) ?? null)
  const call: Call = { ...structuredClone(record.call), channels: new Set(), participants, caller }
  for (const { participant: key, bridge, otherHalf: _o, dialler: _d, ...plain } of record.channels) {
    const participant = key === null ? null : (participants.get(key) ?? null)
    const links = { call, participant, bridge: null, otherHalf: null, dialler: null }
    // What an older version of this program remembered has neither.
    const channel: Channel = { ...plain, ...links, recordings: plain.recordings ?? [], mail: plain.mail ?? null }
    if (channel.signedIn) model.agentLinks.add(channel.linkedid)
    if (!channel.goneAt) participant?.legs.add(channel)
    call.channels.add(channel)
    model.channels.set(channel.id, channel)
    if (bridge) putInBridge(model, channel, bridge)
  }
  for (const { id, otherHalf, dialler } of record.channels) {
    const channel = model.channels.get(id)
    if (channel === undefined) continue
    channel.otherHalf = model.channels.get(otherHalf ?? '') ?? null
    channel.dialler = model.channels.get(dialler ?? '') ?? null
  }
  for (const id of call.ids) model.calls.set(id, call)
  rememberRecall(model, call)
  return true
}
