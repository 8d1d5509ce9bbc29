import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialplan } from '../../adapters/asterisk/model/entities.ts'
import { isWanted } from '../../adapters/asterisk/model/message.ts'
import { recordingsFolder } from '../../adapters/asterisk/replay.ts'
import { eventsOf } from '../simulators/ami-player.ts'

/** How names are to be read on the PBX that the recordings are of. */
export const LAB: Dialplan = {
  source: 'asterisk:pbx1',
  endpoint: 'PJSIP/{extension}',
  trunks: ['PJSIP/trunk'],
  outboundPrefix: '9'
}

/** What a call centre does, by weight: mostly queues and phones, and some of everything else. */
const MIX: Readonly<Record<string, number>> = {
  'queue-answered': 16,
  'queue-ringing-answered': 8,
  'queue-agent-hangs-up': 8,
  'queue-rounds': 4,
  'queue-local-members': 4,
  'queue-abandoned-waiting': 4,
  'queue-abandoned-ringing': 3,
  'queue-timeout': 2,
  'inbound-phone': 12,
  'inbound-voicemail': 3,
  'group-answered': 6,
  'ivr-abandoned': 3,
  'outbound-answered': 12,
  'outbound-busy': 3,
  'internal-answered': 6,
  'internal-busy': 2,
  hold: 4,
  'blind-transfer': 3,
  'attended-dtmf': 2,
  'attended-inbound': 2,
  pickup: 2,
  park: 2,
  conference: 2,
  'call-waiting': 2
}

/** Unique ids, bridges, the numbers of channels, and the ids of click-to-calls: what makes one call not another. */
const IDENTITY =
  /\b1\d{9}\.\d{1,5}\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\/[^\s,;-]*-)[0-9a-f]{8}\b|(?<=: )ctc-[A-Za-z0-9-]+/g
const TIMESTAMP = /(?<=\r\nTimestamp: )\d+\.\d+/

/** Text of one message, cut at what is different in each call: `tokens[n]` stands between `texts[n]` and `texts[n + 1]`. */
interface Template {
  readonly texts: readonly string[]
  readonly tokens: readonly number[]
}

/** A recorded stream as a pattern for calls. */
interface CallKind {
  /** Messages. */
  readonly length: number
  /** How many calls of it are told to their end. */
  readonly endings: number
  /** The identities of the `serial`th call. */
  identities(serial: number): string[]
  /** One message, its empty line included, as it would be of that call and at that moment. */
  message(place: number, identities: readonly string[], stamp: string): string
}

const STAMP = -1

function template(message: string, known: Map<string, number>): Template {
  const texts: string[] = []
  const tokens: number[] = []
  let from = 0
  const cut = (at: number, length: number, token: number) => {
    texts.push(message.slice(from, at))
    tokens.push(token)
    from = at + length
  }
  const stamp = TIMESTAMP.exec(message)
  const places = [...message.matchAll(IDENTITY)].filter((match) => match.index !== stamp?.index)
  if (stamp !== null) places.push(stamp as RegExpExecArray)
  for (const match of places.sort((a, b) => a.index - b.index)) {
    const [value] = match
    if (!known.has(value)) known.set(value, known.size)
    cut(match.index, value.length, match === stamp ? STAMP : (known.get(value) ?? 0))
  }
  texts.push(`${message.slice(from)}\r\n\r\n`)
  return { texts, tokens }
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** The same identity of another call: of the same form, and nobody else's. `place` is which of the call's it is. */
function renewed(value: string, serial: number, place: number): string {
  if (value.startsWith('ctc-')) return `ctc-${serial}-${place}`
  if (value.includes('.')) return `1${String(700_000_000 + (serial % 90_000_000))}.${place + 1}`
  if (value.length === 8) return hex((serial * 64 + place) % 4_294_967_296, 8)
  return `${hex(serial, 8)}-0000-4000-8000-${hex(place, 12)}`
}

const nameOf = (message: string): string => message.slice('Event: '.length, message.indexOf('\r\n'))

/** `noise`: with the events that nobody reads. */
function callKind(name: string, noise: boolean): CallKind {
  const file = join(recordingsFolder(), name)
  const recorded = eventsOf(readFileSync(`${file}.ami`, 'utf8'))
    .filter((message) => nameOf(message) !== 'FullyBooted')
    .filter((message) => noise || isWanted(nameOf(message), () => message))
  const known = new Map<string, number>()
  const templates = recorded.map((message) => template(message, known))
  const values = [...known.keys()]
  const told = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as { types: string[] }[]
  return {
    length: templates.length,
    endings: told.filter(({ types }) => types.includes('call.ended')).length,
    identities: (serial) => values.map((value, place) => renewed(value, serial, place)),
    message(place, identities, stamp) {
      const { texts, tokens } = templates[place] as Template
      let text = texts[0] ?? ''
      for (let n = 0; n < tokens.length; n++) {
        const token = tokens[n] as number
        text += (token === STAMP ? stamp : identities[token]) + (texts[n + 1] as string)
      }
      return text
    }
  }
}

const stampOf = (us: number): string => `${Math.floor(us / 1e6)}.${String(Math.floor(us % 1e6)).padStart(6, '0')}`

interface Traffic {
  /** The next message of one of the running calls, stamped with that moment. */
  next(us: number): string
  /** Lets running calls come to their end and begins no other: '' when all have. */
  finish(): void
  /** Calls begun. */
  readonly calls: number
  /** Calls that are told to their end when all that were begun are over. */
  readonly endings: number
}

interface Running {
  readonly kind: CallKind
  readonly identities: string[]
  place: number
}

/** Ever new calls of the mix, `atOnce` at a time, each a message further in turn; the same in every run. */
export function createTraffic(atOnce: number, { noise = true } = {}): Traffic {
  const deck = Object.entries(MIX).flatMap(([name, weight]) => Array<CallKind>(weight).fill(callKind(name, noise)))
  let calls = 0
  let endings = 0
  let turn = -1
  let finishing = false
  const begin = (): Running => {
    // A stride without a common divisor mixes the deck without chance.
    const kind = deck[(calls * 61) % deck.length] as CallKind
    calls++
    endings += kind.endings
    return { kind, identities: kind.identities(calls), place: 0 }
  }
  const slots: (Running | undefined)[] = Array.from({ length: atOnce }, begin)
  return {
    next(us) {
      for (let tries = 0; tries < slots.length; tries++) {
        turn = (turn + 1) % slots.length
        let running = slots[turn]
        if (running === undefined) continue
        if (running.place === running.kind.length) {
          running = finishing ? undefined : begin()
          slots[turn] = running
          if (running === undefined) continue
        }
        return running.kind.message(running.place++, running.identities, stampOf(us))
      }
      return ''
    },
    finish() {
      finishing = true
    },
    get calls() {
      return calls
    },
    get endings() {
      return endings
    }
  }
}
