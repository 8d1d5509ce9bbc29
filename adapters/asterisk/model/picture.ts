import type { Us } from './entities.ts'
import type { AmiMessage } from './message.ts'

/** What the PBX remembers of a channel beside how it is now; null is what it does not say. */
export interface Memory {
  /** When its last call detail record began: with the channel itself, or when it was last moved from one bridge to another. */
  readonly start: Us | null
  readonly answer: Us | null
  /** It hears music because whoever it talks to holds it. */
  readonly onHold: boolean | null
  /** What it dialled when it came in; null for a channel that was dialled. */
  readonly dialled: string | null
  /** The name of the channel that sent it off by a blind transfer. */
  readonly sentBy: string | null
  /** The file in which it is, or was last, recorded. */
  readonly recording?: string | null
}

export interface PictureChannel {
  /** A CoreShowChannel. */
  readonly message: AmiMessage
  /** Its age in whole seconds. */
  readonly seconds: number
  readonly bridge: string | null
  readonly memory?: Memory | undefined
}

/** What a PBX says is so at one moment. */
export interface Picture {
  readonly channels: readonly PictureChannel[]
  readonly bridges: readonly AmiMessage[]
  /** Null where we may not know. */
  readonly waiting: readonly { readonly id: string; readonly queue: string; readonly seconds?: number }[] | null
  readonly parked: readonly string[] | null
  /** It began anew since it was last heard: none of the channels known is there any more, whatever ids it gives now. */
  readonly restarted?: boolean
  /** It said itself that it goes down: the end of the calls is known. */
  readonly saidShutdown?: boolean
}

/** A moment, and whether it is known or guessed. */
export interface Moment {
  readonly at: Us
  readonly exact: boolean
}

/** The PBX writes its call detail record a moment after what it is about. */
const SLACK_US = 1_000_000
/** Within this time of its channel's birth a record that began with it has begun; a busy PBX begins it in the next second. */
const BEGUN_US = 250_000
/** By so much may the loss of the link have been noticed late. */
const NOTICED_US = 200_000

export const idOf = ({ message }: PictureChannel): string => message['uniqueid'] ?? ''
export const familyOf = ({ message }: PictureChannel): string => message['linkedid'] || message['uniqueid'] || ''
export const isLocal = ({ message }: PictureChannel): boolean => (message['channel'] ?? '').startsWith('Local/')
export const isUp = ({ message }: PictureChannel): boolean => message['channelstate'] === '6'

/** Dialled by the PBX, not come in: who dials in has said a number, also when a pickup made them the one who was rung. */
export const isDialled = ({ message, memory }: PictureChannel): boolean =>
  /^App(Dial2?|Queue)$/.test(message['application'] ?? '') && (memory?.dialled ?? null) === null

/** It took a call that rang elsewhere. */
export const isPicker = ({ message, memory }: PictureChannel): boolean =>
  message['application'] === 'AppDial' &&
  (memory?.dialled ?? null) !== null &&
  familyOf({ message } as PictureChannel) !== message['uniqueid']

/** A unique id begins with the second of its channel's birth. */
function secondOfBirth(id: string): Us | null {
  const text = /(?:^|-)(\d{9,10})\.\d+$/.exec(id)?.[1]
  return text === undefined ? null : Number(text) * 1_000_000
}

/**
 * When a channel was born that nobody heard of until `lastSeen`; `familyStart` is the earliest that is known of its call's
 * channels.
 */
export function birthOf(channel: PictureChannel, familyStart: Us | null, lastSeen: Us, at: Us): Moment {
  const start = channel.memory?.start ?? null
  const second = secondOfBirth(idOf(channel))
  const within = (us: Us): boolean =>
    second === null
      ? Math.abs(at - us - channel.seconds * 1_000_000) < 2 * SLACK_US
      : us >= second && us < second + SLACK_US + BEGUN_US
  const isFirst = idOf(channel) === familyOf(channel)
  if (start !== null && within(start) && (!isFirst || familyStart === null || start <= familyStart))
    return { at: start, exact: true }
  if (isFirst && familyStart !== null && within(familyStart)) return { at: familyStart, exact: false }
  if (second === null) return { at: at - channel.seconds * 1_000_000, exact: false }
  const unheard = lastSeen < at ? Math.min(lastSeen - NOTICED_US, second + SLACK_US - 1) : 0
  return { at: Math.max(second + SLACK_US / 2, unheard), exact: false }
}

/** When a channel that is up was answered, if that was after `born`. */
export function answerOf({ memory }: PictureChannel, born: Us, lastSeen: Us, at: Us): Moment {
  const answer = memory?.answer ?? null
  if (answer === null || answer < born || answer > at + SLACK_US)
    return { at: Math.max(born, Math.min(lastSeen, at)), exact: false }
  // A record that begins answered goes on from an earlier one.
  return { at: Math.min(answer, at), exact: answer !== memory?.start || answer < born + SLACK_US / 10 }
}

const lastWord = ({ memory }: PictureChannel): Us => Math.max(memory?.start ?? 0, memory?.answer ?? 0)

/** When these came together in their bridge: the last of them was answered, or moved, right then. */
export function joinOf(entering: readonly PictureChannel[], lastSeen: Us, at: Us, isNew: boolean): Moment {
  const word = Math.max(...entering.map(lastWord))
  if (word > at + SLACK_US || word === 0 || (!isNew && word < lastSeen - NOTICED_US))
    return { at: Math.min(lastSeen, at), exact: false }
  const last = entering.find((one) => lastWord(one) === word)
  const isFresh = !isNew || (last?.memory?.start !== word && entering.every(({ memory }) => memory?.sentBy == null))
  return { at: Math.min(word, at), exact: isFresh }
}

/** When a channel that was known in a bridge left it: its record began anew then. */
export function leaveOf(channel: PictureChannel | undefined, lastSeen: Us, at: Us): Moment {
  const start = channel?.memory?.start ?? 0
  if (start < lastSeen - NOTICED_US || start > at + SLACK_US) return { at: Math.min(lastSeen, at), exact: false }
  return { at: Math.min(start, at), exact: true }
}

/** The PBX counts its channels from its start on; 0 for an id without a count. */
export const serialOf = (id: string): number => Number(/\.(\d+)$/.exec(id)?.[1] ?? 0)

/** A call's first channel before the others; ids are given in the order of birth. */
export function oldestFirst({ channels }: Picture): PictureChannel[] {
  const serial = (channel: PictureChannel): number =>
    idOf(channel) === familyOf(channel) ? -1 : serialOf(idOf(channel))
  return [...channels].sort((a, b) => b.seconds - a.seconds || serial(a) - serial(b))
}
