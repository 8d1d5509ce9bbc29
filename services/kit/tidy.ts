import { Type } from 'typebox'
import { CallParticipant, CallSnapshot, CallTransfer } from '../../contracts/call.ts'
import { MessageSnapshot } from '../../contracts/message.ts'

const UNSTORABLE = /\0|\p{Cs}/gu

/** PostgreSQL stores neither NUL nor half a surrogate pair: they are cut out, wherever they stand. */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replace(UNSTORABLE, '') as T
  if (Array.isArray(value)) return value.map(storable) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, storable(held)])) as T
}

const canonical = (time: string): string => new Date(time).toISOString()
const canonicalOrNull = (time: string | null): string | null => (time === null ? null : canonical(time))

/** Copies what the schema names. (TypeBox's own Value.Clean takes 70 times as long, half a millisecond an event.) */
function named<T extends object>({ properties }: { properties: object }): (value: T) => T {
  const keys = Object.keys(properties) as (keyof T)[]
  return (value) => {
    const copy = {} as T
    for (const key of keys) copy[key] = value[key]
    return copy
  }
}
const namedOfCall = named<CallSnapshot>(CallSnapshot)
const namedOfParticipant = named<Omit<CallParticipant, 'key'>>(Type.Omit(CallParticipant, ['key']))
const namedOfMessage = named<Omit<MessageSnapshot, 'form'>>(Type.Omit(MessageSnapshot, ['form']))
const namedOfTransfer = named<CallTransfer>(CallTransfer)

/** A snapshot as it is kept: only what the contract names, times as `toISOString` writes them, recordings with a URL. */
export function tidyCall(snapshot: CallSnapshot) {
  const call = storable(namedOfCall(snapshot))
  return {
    ...call,
    startedAt: canonical(call.startedAt),
    answeredAt: canonicalOrNull(call.answeredAt),
    endedAt: canonicalOrNull(call.endedAt),
    remote: { raw: call.remote.raw, name: call.remote.name },
    participants: call.participants.map(({ key: _, ...participant }) => ({
      ...namedOfParticipant(participant),
      offeredAt: canonical(participant.offeredAt),
      answeredAt: canonicalOrNull(participant.answeredAt),
      leftAt: canonicalOrNull(participant.leftAt)
    })),
    transfers: call.transfers.map((transfer) => ({ ...namedOfTransfer(transfer), at: canonical(transfer.at) })),
    recordings: call.recordings.map(({ id, startedAt, seconds = null, mailbox = null }) => ({
      id,
      startedAt: canonical(startedAt),
      seconds,
      mailbox,
      url: `/api/v1/recordings/${encodeURIComponent(id)}`
    }))
  }
}

/** A message as it is kept: it is over unless it goes on, and colleagues are its participants. */
export function tidyMessage(snapshot: MessageSnapshot) {
  const { agents, ...message } = storable(namedOfMessage(snapshot))
  const startedAt = canonical(message.startedAt)
  const endedAt = canonicalOrNull(message.endedAt)
  return {
    ...message,
    ...{ startedAt, endedAt, state: endedAt === null ? 'connected' : 'ended' },
    participants: agents.map(({ address, name }) => ({
      ...{
        kind: 'agent',
        endpoint: null,
        address,
        name,
        via: 'message',
        outcome: endedAt === null ? null : 'answered'
      },
      ...{ state: endedAt === null ? 'connected' : 'null', offeredAt: startedAt, answeredAt: startedAt },
      ...{ leftAt: endedAt, talkSeconds: 0, holdSeconds: 0 }
    }))
  }
}
