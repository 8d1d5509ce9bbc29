import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'
import { Compile } from 'typebox/compile'
import { CallSnapshot } from '../../../contracts/call.ts'
import { readRecording, recording, recordingsFolder, replay } from '../replay.ts'
import type { Dialplan, Model, Output } from './entities.ts'
import { mend } from './mend.ts'
import { type AmiMessage, timestampUs } from './message.ts'
import { createModel, reduce } from './reduce.ts'

const LAB: Dialplan = {
  source: 'asterisk:pbx1',
  endpoint: 'PJSIP/{extension}',
  trunks: ['PJSIP/trunk'],
  outboundPrefix: '9'
}
const NAMES = readdirSync(recordingsFolder())
  .filter((file) => file.endsWith('.ami'))
  .map((file) => file.slice(0, -4))
const RECORDINGS = new Map(NAMES.map((name) => [name, readRecording(recording(name))]))
const NOTHING_THERE = { channels: [], bridges: [], waiting: [], parked: [] }
const isSnapshot = Compile(CallSnapshot)

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

const before = (...times: (string | null)[]): boolean => {
  const known = times.filter((time) => time !== null)
  return known.every((time, place) => place === 0 || (known[place - 1] as string) <= time)
}

/** What is wrong with one snapshot by itself. */
function faultOf(now: CallSnapshot): string | null {
  if (!isSnapshot.Check(now)) return `not a snapshot: ${JSON.stringify(isSnapshot.Errors(now)[0])}`
  if (!before(now.startedAt, now.answeredAt, now.endedAt)) return 'times of the call out of order'
  if ((now.state === 'ended') !== (now.endedAt !== null)) return 'ended without an end'
  if ((now.state === 'ended') !== (now.outcome !== null)) return 'an outcome of a live call'
  for (const one of now.participants) {
    if (!before(one.offeredAt, one.answeredAt, one.leftAt)) return `times of ${one.key} out of order`
    if (now.state === 'ended' && (one.leftAt === null || one.outcome === null)) return `${one.key} never left`
  }
  const keys = new Set(now.participants.map(({ key }) => key))
  if (keys.size !== now.participants.length) return 'a participant twice'
  const lasted = (Date.parse(now.endedAt ?? '') - Date.parse(now.startedAt)) / 1000
  return now.talkSeconds + now.holdSeconds > lasted + 0.005 ? 'talked for longer than it lasted' : null
}

/** What is wrong with all that was told: versions, ends, and each snapshot. */
function faultsOf(outputs: readonly Output[]): string[] {
  const versions = new Map<string, number>()
  const over = new Map<string, string>()
  const faults: string[] = []
  for (const { subject, type, snapshot } of outputs) {
    const fault = faultOf(snapshot)
    if (fault !== null) faults.push(`${subject} ${type}: ${fault}`)
    if (snapshot.version <= (versions.get(subject) ?? -1)) faults.push(`${subject}: an older version`)
    versions.set(subject, snapshot.version)
    if (over.has(subject)) faults.push(`${subject}: ${type} after ${over.get(subject)}`)
    if (type === 'call.ended') over.set(subject, type)
    for (const merged of snapshot.merged) over.set(merged, 'call.merged')
  }
  for (const subject of versions.keys()) if (!over.has(subject)) faults.push(`${subject}: never ended`)
  return faults
}

const sizeOf = (model: Model): number =>
  model.channels.size + model.bridges.size + model.calls.size + model.dirty.size + model.expected.size

/** Plays, then lets the PBX say that nothing is there; everything that holds whatever came. */
function survive(t: Test, name: string, messages: readonly AmiMessage[], nowMs = 0): Output[] {
  const model = createModel(LAB)
  const outputs = replay(model, messages, nowMs)
  const end = Math.max(...messages.map((message) => timestampUs(message) ?? 0), nowMs * 1000)
  outputs.push(...mend(model, NOTHING_THERE, end, end))
  const faults = faultsOf(outputs)
  if (faults.length > 0) t.fail(`${name}: ${faults.slice(0, 3).join('; ')}`)
  if (sizeOf(model) > 0) t.fail(`${name}: ${sizeOf(model)} things stay in the model`)
  return outputs
}

/** The last of each call, without what may differ when the same is heard in another order. */
function lastOf(outputs: readonly Output[]): [string, CallSnapshot][] {
  const last = new Map(outputs.map(({ subject, snapshot }) => [subject, { ...snapshot, version: 0 }]))
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1))
}

t.test('whatever is heard twice tells the same calls', async (t) => {
  for (const [name, messages] of RECORDINGS) {
    const once = survive(t, name, messages)
    const twice = survive(
      t,
      name,
      messages.flatMap((message) => [message, message])
    )
    t.strictSame(lastOf(twice), lastOf(once), name)
  }
})

t.test('events lost at random leave no ghost, no older version, and every call ended once', async (t) => {
  for (const [name, messages] of RECORDINGS)
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed)
      const share = 0.01 + random() * 0.04
      survive(
        t,
        `${name}, seed ${seed}`,
        messages.filter(() => random() >= share)
      )
    }
  t.pass('all were sound')
})

t.test('a kind of event that never comes leaves no ghost, no older version, and every call ended once', async (t) => {
  for (const [name, messages] of RECORDINGS)
    for (const lost of new Set(messages.map((message) => message['event'])))
      survive(
        t,
        `${name} without ${lost}`,
        messages.filter((message) => message['event'] !== lost)
      )
  t.pass('all were sound')
})

t.test('events in another order leave no ghost, no older version, and every call ended once', async (t) => {
  for (const [name, messages] of RECORDINGS)
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed)
      const placed = messages.map(
        (message, place) => [place + random() * (seed === 12 ? 1000 : seed), message] as const
      )
      survive(
        t,
        `${name}, seed ${seed}`,
        placed.sort(([a], [b]) => a - b).map(([, message]) => message)
      )
    }
  t.pass('all were sound')
})

const GARBAGE = [
  '',
  ' ',
  '-1',
  'NaN',
  '1e400',
  '9'.repeat(400),
  '\u0000\u0007',
  'ы%s\ud800',
  'null',
  'PJSIP/',
  '[object]'
]

t.test('nonsense in any header is no throw, no ghost and no broken snapshot', async (t) => {
  for (const [name, messages] of RECORDINGS)
    for (let seed = 1; seed <= 12; seed++) {
      const random = seeded(seed)
      const pick = () => GARBAGE[Math.floor(random() * GARBAGE.length)] as string
      const broken = messages.map((message) =>
        Object.fromEntries(
          Object.entries(message).map(([key, value]) => [key, key !== 'event' && random() < 0.03 ? pick() : value])
        )
      )
      survive(t, `${name}, seed ${seed}`, broken, 1_800_000_000_000)
    }
  t.pass('all were sound')
})

t.test('headers that a version renames, adds or leaves out cost what they said and no more', async (t) => {
  for (const [name, messages] of RECORDINGS)
    for (const gone of new Set(messages.flatMap((message) => Object.keys(message))))
      if (gone !== 'event') {
        const other = messages.map(({ [gone]: value, ...rest }) => ({
          ...rest,
          [`new${gone}`]: value,
          eventversion: '9'
        }))
        survive(t, `${name}, ${gone} renamed`, other, 1_800_000_000_000)
      }
  t.pass('all were sound')
})

const HOUR_US = 3_600_000_000
const stamped = (message: AmiMessage, us: number): AmiMessage => ({
  ...message,
  timestamp: `${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`
})

/** As the adapter hears a recording live: each message when it was sent. */
function hear(model: Model, messages: readonly AmiMessage[], setAt: number, byUs: number): Output[] {
  return messages.flatMap((message, place) => {
    const us = timestampUs(message) ?? 0
    return reduce(model, stamped(message, place < setAt ? us : us + byUs), us / 1000 + 7)
  })
}

t.test(
  'a clock that is set by an hour in the middle of a call leaves its durations, and its times are estimates',
  async (t) => {
    for (const [name, messages] of RECORDINGS) {
      const straight = new Map(
        hear(createModel(LAB), messages, 0, 0).map((output) => [output.subject, output.snapshot])
      )
      for (const byUs of [HOUR_US, -HOUR_US])
        for (const part of [0.3, 0.5, 0.8]) {
          const model = createModel(LAB)
          const outputs = hear(model, messages, Math.floor(messages.length * part), byUs)
          t.strictSame(faultsOf(outputs), [], name)
          for (const { subject, type, snapshot: now } of outputs) {
            const then = straight.get(subject)
            if (type !== 'call.ended' || then === undefined) continue
            const near = (key: 'waitSeconds' | 'talkSeconds' | 'holdSeconds'): boolean =>
              Math.abs(now[key] - then[key]) < 1
            t.ok(near('waitSeconds') && near('talkSeconds') && near('holdSeconds'), `${name} by ${byUs} at ${part}`)
            const live = model.clock.jumps > 0 && now.startedAt !== then.startedAt
            const ownMoved = Date.parse(now.endedAt ?? '') - Date.parse(now.startedAt) < 600_000
            t.ok(ownMoved, `${name}: lasted as long as it did`)
            if (live && now.estimated.length === 0)
              t.equal(Date.parse(now.startedAt) - Date.parse(then.startedAt), byUs / 1000)
          }
        }
    }
  }
)

t.test('a night without a call is no clock that was set', async (t) => {
  const messages = RECORDINGS.get('inbound-phone') ?? []
  const model = createModel(LAB)
  hear(model, messages, 0, 0)
  const later = messages.map((message) => stamped(message, (timestampUs(message) ?? 0) + 10 * HOUR_US))
  for (const message of later) reduce(model, message, (timestampUs(message) ?? 0) / 1000)
  t.equal(model.clock.jumps, 0)
})

t.test(
  'what was held up by the hub itself, or heard with a clock of ours that was set back, is no jump of the PBX',
  async (t) => {
    const messages = RECORDINGS.get('inbound-phone') ?? []
    const model = createModel(LAB)
    for (const [place, message] of messages.entries())
      reduce(model, message, (timestampUs(message) ?? 0) / 1000 + (place % 2 === 0 ? 60_000 : -7_200_000))
    t.equal(model.clock.jumps, 0)
  }
)

/** Messages of two channels that were written within `withinUs` of each other change places; those of one channel do not. */
function swapped(messages: readonly AmiMessage[], random: () => number, withinUs: number): AmiMessage[] {
  const own = (message: AmiMessage) => message['uniqueid'] ?? message['bridgeuniqueid'] ?? ''
  const result = [...messages]
  for (let place = 1; place < result.length; place++) {
    const [a, b] = [result[place - 1] as AmiMessage, result[place] as AmiMessage]
    const speaksOf = new Set(Object.entries(a).flatMap(([key, value]) => (key.endsWith('uniqueid') ? [value] : [])))
    const shares = Object.entries(b).some(([key, value]) => key.endsWith('uniqueid') && speaksOf.has(value))
    const gap = (timestampUs(b) ?? 0) - (timestampUs(a) ?? 0)
    if (shares || own(a) === own(b) || gap > withinUs || random() < 0.5) continue
    result[place - 1] = b
    result[place] = a
  }
  return result
}

const TIME = /^\d{4}-\d\d-\d\dT/
const SWAP_US = 50_000

/** The same but for times that differ by no more than what changed places. */
function isNear(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string' && TIME.test(a) && TIME.test(b))
    return Math.abs(Date.parse(a) - Date.parse(b)) <= (SWAP_US / 1000) * 1.1
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= (SWAP_US / 1e6) * 1.1
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => isNear((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
}

t.test('the order between two channels, which AMI leaves open, changes no call', async (t) => {
  for (const [name, messages] of RECORDINGS) {
    const told = lastOf(survive(t, name, messages))
    for (let seed = 1; seed <= 20; seed++) {
      const now = lastOf(survive(t, name, swapped(messages, seeded(seed), SWAP_US)))
      if (!isNear(now, told)) t.strictSame(now, told, `${name}, seed ${seed}`)
    }
  }
  t.pass('all were the same')
})
