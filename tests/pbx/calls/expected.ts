import type { Interaction, Participant } from '../../../contracts/interaction.ts'

/** A moment in a phone's own log, in ms. */
export type Moment = number

/**
 * Who took part, in the order in which they came in: address, way in, outcome, and what of their times the phones know.
 * Talk and hold are in ms.
 */
export type ExpectedParticipant = readonly [
  address: string,
  via: Participant['via'],
  outcome: Participant['outcome'],
  times?: {
    readonly offered?: Moment
    readonly answered?: Moment | null
    readonly left?: Moment
    readonly talk?: number
    readonly hold?: number
  }
]

/** A recorded talk, or a message in a mailbox; `lasted` in ms. */
interface ExpectedRecording {
  readonly id: RegExp
  readonly mailbox?: string
  readonly started: Moment
  readonly lasted: number
  /** Where the PBX counts in whole seconds. */
  readonly within?: number
}

/** The whole of an interaction that is over. What is not given is: no reason, no line, no queue, no transfers, no hold. */
export interface ExpectedInteraction {
  readonly direction: Interaction['direction']
  readonly outcome: Interaction['outcome']
  readonly reason?: Interaction['reason']
  /** As the PBX writes it. */
  readonly remote: string | null
  readonly line?: string
  readonly queue?: string
  /** The name of the contact whose number it is. */
  readonly contact?: string
  readonly started: Moment
  readonly answered: Moment | null
  readonly ended: Moment
  readonly talk: number
  readonly hold?: number
  readonly participants: readonly ExpectedParticipant[]
  readonly transfers?: readonly (readonly [kind: string, by: string, to: string])[]
  readonly recordings?: readonly ExpectedRecording[]
  /** What also a hub that heard everything cannot know. */
  readonly estimated?: readonly string[]
  /** Began and ended somewhere in a span of twice so many ms, in the middle of which those times are. */
  readonly within?: number
  /** The id that the API gave it when the call was asked for. */
  readonly id?: string
  /** What a hub may not know that did not ask for this call, and sees another program make it; null: it sees no call. */
  readonly unasked?: RegExp | null
}

/** How exact the record has to be. */
interface Exactness {
  /** How soon after the link is back it has to be mended. */
  readonly mendedWithinMs: number
  /** How far its times may be from the phones' own log. */
  readonly timesWithinMs: number
}
/** The score. */
export const AS_PROMISED: Exactness = { mendedWithinMs: 2_000, timesWithinMs: 150 }
/** The tests: a PBX or a phone that waits for the processor or the disk is late, and what the hub says of it right. */
export const AT_ALL: Exactness = { mendedWithinMs: 60_000, timesWithinMs: 1_500 }

type Check = (what: string, actual: unknown, expected: unknown) => void

function checks(within: number) {
  const differences: string[] = []
  const same: Check = (what, actual, expected) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      differences.push(`${what} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`)
  }
  const near = (what: string, actual: number | null, expected: number | null, more = 0): void => {
    if (actual === null || expected === null) same(what, actual, expected)
    else if (!(Math.abs(actual - expected) <= within + more))
      differences.push(`${what} is ${Math.round(actual - expected)} ms off the phones' log`)
  }
  /** Seconds, and ms. What did not happen took no time, however late all was. */
  const lasts = (what: string, seconds: number, expected: number): void =>
    expected === 0 ? same(what, seconds, 0) : near(what, seconds * 1000, expected)
  return { differences, same, near, lasts }
}

const ms = (time: string | null): number | null => (time === null ? null : Date.parse(time))

/** How an interaction differs from what happened, in words; nothing when it is right, and its times to so many ms. */
export function differencesOf(actual: Interaction, expected: ExpectedInteraction, within: number): string[] {
  const { differences, same, near, lasts } = checks(within)
  if (expected.id !== undefined) same('id', actual.id, expected.id)
  same('channel', actual.channel, 'call')
  same('state', actual.state, 'ended')
  same('direction', actual.direction, expected.direction)
  same('outcome', actual.outcome, expected.outcome)
  same('reason', actual.reason, expected.reason ?? null)
  same('remote', actual.remote.raw, expected.remote)
  same('line', actual.line, expected.line ?? null)
  same('queue', actual.queue, expected.queue ?? null)
  same('contact', actual.contact?.displayName ?? null, expected.contact ?? null)
  near('startedAt', ms(actual.startedAt), expected.started, expected.within)
  near('answeredAt', ms(actual.answeredAt), expected.answered)
  near('endedAt', ms(actual.endedAt), expected.ended, expected.within)
  const waited = (expected.answered ?? expected.ended) - expected.started
  near('waitSeconds', actual.waitSeconds * 1000, waited, expected.within && 2 * expected.within)
  lasts('talkSeconds', actual.talkSeconds, expected.talk)
  lasts('holdSeconds', actual.holdSeconds, expected.hold ?? 0)
  const transfers = actual.transfers.map(({ kind, by, to }) => [kind, by, to])
  same('transfers', transfers, expected.transfers ?? [])
  const { recordings = [] } = expected
  same(
    'recordings',
    actual.recordings.map(({ mailbox }) => mailbox),
    recordings.map(({ mailbox = null }) => mailbox)
  )
  for (const [place, one] of actual.recordings.entries()) {
    const wanted = recordings[place]
    if (wanted === undefined) continue
    if (!wanted.id.test(one.id)) differences.push(`recordings name ${one.id}, not ${wanted.id}`)
    near('recordings startedAt', ms(one.startedAt), wanted.started, wanted.within)
    near('recordings seconds', one.seconds === null ? null : one.seconds * 1000, wanted.lasted, wanted.within)
  }
  const rows = (list: readonly (readonly unknown[])[]) => list.map((row) => row.slice(0, 3).join(' ')).sort()
  const there = actual.participants.map(({ address, via, outcome }) => [address, via, outcome])
  same('participants', rows(there), rows(expected.participants))
  for (const [address, via, , times] of expected.participants) {
    const one = actual.participants.find((p) => p.address === address && p.via === via)
    if (one === undefined || times === undefined) continue
    const of = (what: string) => `${what} of ${address}`
    if (times.offered !== undefined) near(of('offeredAt'), ms(one.offeredAt), times.offered)
    if (times.answered !== undefined) near(of('answeredAt'), ms(one.answeredAt), times.answered)
    if (times.left !== undefined) near(of('leftAt'), ms(one.leftAt), times.left)
    if (times.talk !== undefined) lasts(of('talkSeconds'), one.talkSeconds, times.talk)
    if (times.hold !== undefined) lasts(of('holdSeconds'), one.holdSeconds, times.hold)
  }
  return differences
}

/** What a live interaction is to show: states of participants by address, and any of its own fields. */
export interface ExpectedLive {
  readonly state: Interaction['state']
  readonly queue?: string
  readonly remote?: string
  readonly people?: Readonly<Record<string, Participant['state'] | 'gone'>>
}

/** Whether a live interaction shows that. */
export function showsNow(actual: Interaction, expected: ExpectedLive): boolean {
  if (actual.state !== expected.state) return false
  if (expected.queue !== undefined && actual.queue !== expected.queue) return false
  if (expected.remote !== undefined && actual.remote.raw !== expected.remote) return false
  return Object.entries(expected.people ?? {}).every(([address, state]) => {
    const one = actual.participants.filter((p) => p.address === address).at(-1)
    return state === 'gone' ? one?.leftAt !== null && one !== undefined : one?.state === state && one.leftAt === null
  })
}
