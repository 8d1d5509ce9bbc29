import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { TraceEntry, TraceTold } from '../../contracts/trace.ts'
import type { Dialplan, Model, Output } from './model/entities.ts'
import type { AmiMessage } from './model/message.ts'
import type { Picture } from './model/picture.ts'
import { recordOf } from './model/record.ts'
import { createModel } from './model/reduce.ts'
import { readRecording, recording, recordingsFolder } from './replay.ts'
import { replayTrace } from './replay-trace.ts'
import { type TracedModel, traceModel } from './traced.ts'

const LAB: Dialplan = {
  source: 'asterisk:pbx1',
  endpoint: 'PJSIP/{extension}',
  trunks: ['PJSIP/trunk'],
  outboundPrefix: '9'
}
const NAMES = readdirSync(recordingsFolder())
  .filter((file) => file.endsWith('.ami'))
  .map((file) => file.slice(0, -4))

interface Kept {
  readonly subject: string
  readonly entry: TraceEntry
}

function traced() {
  const kept: Kept[] = []
  const told: Output[] = []
  const counts: string[] = []
  let nowMs = 1_700_000_000_000
  const context = {
    clock: { now: () => nowMs++, after: () => () => undefined },
    log: { debug() {}, info() {}, warn() {}, error: (fields: object) => t.fail(JSON.stringify(fields)) },
    count: (name: string) => void counts.push(name),
    trace: (subject: string, entry: TraceEntry) => void kept.push(JSON.parse(JSON.stringify({ subject, entry })))
  }
  const open = (model: Model): TracedModel => traceModel(model, context)
  const model = createModel(LAB)
  const take = (into: TracedModel, messages: readonly AmiMessage[]) => {
    for (const message of messages) told.push(...into.reduce(message, 0))
  }
  return { open, model, into: open(model), take, told, kept, counts }
}

/** What was told, call by call: a call and those that it took in are one interaction. */
function interactionsOf(told: readonly Pick<Output, 'subject' | 'snapshot'>[]): Set<string>[] {
  const groups: Set<string>[] = []
  for (const { subject, snapshot } of told) {
    const subjects = [subject, ...snapshot.merged]
    const same = groups.filter((group) => subjects.some((one) => group.has(one)))
    for (const group of same) groups.splice(groups.indexOf(group), 1)
    groups.push(new Set([...subjects, ...same.flatMap((group) => [...group])]))
  }
  return groups
}

/** The trace of one interaction, as the core puts it together. */
function traceOf(kept: readonly Kept[], subjects: ReadonlySet<string>): TraceEntry[] {
  const bySequence = new Map<number, TraceEntry>()
  for (const { subject, entry } of kept.filter((one) => subjects.has(one.subject))) {
    const there = bySequence.get(entry.sequence)
    bySequence.set(entry.sequence, there ? { ...entry, told: [...there.told, ...entry.told] } : entry)
    if (entry.told.some((one) => one.subject !== subject)) throw new Error('an entry tells of another call')
  }
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence)
}

const plain = (told: readonly Pick<TraceTold, 'type' | 'subject' | 'snapshot'>[]) =>
  told.map(({ type, subject, snapshot }) => ({ type, subject, snapshot }))

function replaysExactly(t: Test, { kept, told }: ReturnType<typeof traced>, name: string): void {
  const groups = interactionsOf(told)
  for (const subjects of groups) {
    const trace = traceOf(kept, subjects)
    const then = plain(told.filter(({ subject }) => subjects.has(subject)))
    t.strictSame(
      trace.flatMap((entry) => entry.told),
      then,
      `${name}: the trace holds all that was told, in order`
    )
    t.strictSame(
      replayTrace(trace).flatMap((one) => one.told),
      then,
      `${name}: ${[...subjects].join(' + ')}`
    )
  }
}

t.test('the trace of every recorded call replays to exactly what was told of it', async (t) => {
  for (const name of NAMES) {
    const run = traced()
    run.take(run.into, readRecording(recording(name)))
    replaysExactly(t, run, name)
  }
})

t.test('a transfer that made one of two calls has the messages of both, each once', async (t) => {
  const run = traced()
  run.take(run.into, readRecording(recording('attended-inbound')))
  const [subjects] = interactionsOf(run.told)
  t.equal(subjects?.size, 2)
  const trace = traceOf(run.kept, subjects ?? new Set())
  t.equal(trace.filter(({ name }) => name === 'AttendedTransfer').length, 1)
  t.ok(trace.filter(({ name }) => name === 'Newchannel').length >= 3)
})

/** What the PBX would say is so when it has just said these messages. */
function pictureOf(model: Model): Picture {
  return {
    channels: [...model.channels.values()].map((channel) => ({
      message: {
        event: 'CoreShowChannel',
        ...{ uniqueid: channel.id, linkedid: channel.linkedid, channel: channel.name, exten: channel.exten },
        ...{ channelstate: String(channel.state), calleridnum: channel.number, application: 'Dial' }
      },
      ...{ seconds: 10, bridge: channel.bridge?.id ?? null }
    })),
    bridges: [...model.bridges.keys()].map((id) => ({ bridgeuniqueid: id })),
    waiting: [],
    parked: []
  }
}

t.test('a link lost in the middle of a call, and all that was said meanwhile, replays as it was', async (t) => {
  for (const name of NAMES) {
    const messages = readRecording(recording(name))
    const third = Math.floor(messages.length / 3)
    for (const lost of [0, third]) {
      const run = traced()
      run.take(run.into, messages.slice(0, third))
      const after = createModel(LAB)
      const heard = traceModel(after, { clock: { now: () => 0, after: () => () => undefined } } as never)
      for (const message of messages.slice(0, third + lost)) heard.reduce(message, 0)
      const at = (Number(messages[third + lost]?.['timestamp']) || 1_800_000_000) * 1_000_000
      run.told.push(...run.into.mend(pictureOf(after), at, at - 1_000_000, []))
      run.take(run.into, messages.slice(third + lost))
      replaysExactly(t, run, `${name}, ${lost} messages not heard`)
    }
  }
})

t.test('an adapter that was killed in the middle of a call goes on where its record was', async (t) => {
  for (const name of ['queue-answered', 'attended-inbound', 'hold']) {
    const messages = readRecording(recording(name))
    const half = Math.floor(messages.length / 2)
    const run = traced()
    run.take(run.into, messages.slice(0, half))
    const records = [...new Set(run.model.calls.values())]
      .filter((call) => call.told !== '')
      .map((call) => JSON.parse(JSON.stringify(recordOf(call))))
    const next = createModel(LAB)
    const into = run.open(next)
    for (const record of records) into.restore(record)
    const at = Number(messages[half]?.['timestamp']) * 1_000_000
    run.told.push(...into.mend(pictureOf(run.model), at, at - 1_000, []))
    run.take(into, messages.slice(half))
    replaysExactly(t, run, name)
  }
})

const expected = (id: string) => ({
  ...{ subject: `asterisk:pbx1:${id}`, at: 1_700_000_000_000_000, digits: '89161234567', external: true },
  ...{ toName: 'Ann', from: { extension: '101', name: 'Alice', endpoint: 'PJSIP/101' } }
})

t.test('a click-to-call begins with what was asked for, and replays with it', async (t) => {
  for (const name of NAMES.filter((one) => one.startsWith('click-'))) {
    const messages = readRecording(recording(name))
    const id = messages.find(({ event }) => event === 'Newchannel')?.['uniqueid'] ?? 'ctc-x'
    const run = traced()
    run.into.expect(id, expected(id))
    run.take(run.into, messages)
    run.told.push(...run.into.failExpected(id, 'phone-unreachable', 1_700_000_009_000_000))
    t.equal(traceOf(run.kept, new Set([`asterisk:pbx1:${id}`]))[0]?.kind, 'expected')
    replaysExactly(t, run, name)
  }
})

t.test('a call that came to nothing before it had a channel has its trace, too', async (t) => {
  const run = traced()
  run.into.expect('ctc-1', expected('ctc-1'))
  run.told.push(...run.into.failExpected('ctc-1', 'not-permitted', 1_700_000_001_000_000))
  t.same(
    run.kept.map(({ entry }) => entry.kind),
    ['settings', 'expected', 'failed']
  )
  replaysExactly(t, run, 'refused')
})

t.test('a hang-up that never came is in the trace of its call', async (t) => {
  const messages = readRecording(recording('hold')).filter(({ event }) => event !== 'Hangup')
  const run = traced()
  run.take(run.into, messages)
  const asked = new Set(run.model.channels.keys())
  const first = run.into.audit(asked, new Set(), new Set(), 1_900_000_000_000_000)
  run.told.push(...run.into.audit(asked, new Set(), first.missing, 1_900_000_060_000_000).outputs)
  t.equal(run.told.at(-1)?.type, 'call.ended')
  t.equal(run.kept.at(-1)?.entry.kind, 'missing')
  replaysExactly(t, run, 'no hang-up')
})

t.test('what concerns no call is not traced, nor is a call that nobody hears of', async (t) => {
  const run = traced()
  run.take(run.into, [
    { event: 'Hangup', uniqueid: '1.1' },
    { event: 'Newchannel', uniqueid: '1.2', linkedid: '1.2', channel: 'PJSIP/101-1', channelstate: '4', exten: '*97' },
    { event: 'Newstate', uniqueid: '1.2', linkedid: '1.2', channel: 'PJSIP/101-1', channelstate: '6' },
    { event: 'Hangup', uniqueid: '1.2', linkedid: '1.2', cause: '16' }
  ])
  t.same(run.kept, [])
})

t.test('a call that waits for ever to be told of keeps a bounded trace, and says what was dropped', async (t) => {
  const run = traced()
  const leg = { uniqueid: '1.1', linkedid: '1.1', channel: 'PJSIP/101-1' }
  run.take(run.into, [{ event: 'Newchannel', ...leg, channelstate: '4', exten: '102' }])
  for (let i = 0; i < 2_000; i++) run.take(run.into, [{ event: 'NewCallerid', ...leg, calleridnum: String(i) }])
  const dest = { destuniqueid: '1.2', destlinkedid: '1.1', destchannel: 'PJSIP/102-1', destchannelstate: '5' }
  run.take(run.into, [{ event: 'DialBegin', ...leg, ...dest }])
  const gap = run.kept.find(({ entry }) => entry.kind === 'gap')?.entry
  t.same(gap?.data, { dropped: 1_502 })
  t.equal(run.counts.filter((name) => name === 'trace_dropped').length, 1_502)
  const order = run.kept.map(({ entry }) => entry.sequence)
  t.same(
    order,
    [...order].sort((a, b) => a - b)
  )
})
