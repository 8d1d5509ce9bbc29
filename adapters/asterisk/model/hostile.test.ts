import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'
import { Compile } from 'typebox/compile'
import { CallSnapshot } from '../../../contracts/call.ts'
import { readRecording, recording, recordingsFolder, replay } from '../replay.ts'
import type { Dialplan, Model, Output } from './entities.ts'
import { mend } from './mend.ts'
import { type AmiMessage, timestampUs } from './message.ts'
import { createModel } from './reduce.ts'

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
function lastOf(outputs: readonly Output[]): unknown {
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
