import t from 'tap'
import { readRecording, recording, replay } from '../replay.ts'
import type { Dialplan, Output } from './entities.ts'
import { failExpected } from './expected.ts'
import { audit } from './mend.ts'
import type { AmiMessage } from './message.ts'
import { createModel, reduce } from './reduce.ts'

const LAB: Dialplan = {
  source: 'asterisk:pbx1',
  endpoint: 'PJSIP/{extension}',
  trunks: ['PJSIP/trunk'],
  outboundPrefix: '9'
}
const NAMES = [
  'queue-answered',
  'blind-transfer',
  'attended-inbound',
  'queue-local-members',
  'pickup',
  'park',
  'call-waiting'
]

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item)
}

const lastOf = (outputs: readonly Output[]) => outputs.at(-1)?.snapshot

t.test('every message twice tells the same calls', async (t) => {
  for (const name of NAMES) {
    const once = replay(createModel(LAB), readRecording(recording(name)))
    const twice = replay(
      createModel(LAB),
      readRecording(recording(name)).flatMap((message) => [message, message])
    )
    t.strictSame(
      twice.map(({ type, snapshot }) => [type, snapshot.state, snapshot.outcome]),
      once.map(({ type, snapshot }) => [type, snapshot.state, snapshot.outcome]),
      name
    )
  }
})

t.test('messages in any order, lost, cut or with nonsense in them never make it throw', async (t) => {
  const random = seeded(7)
  for (const name of NAMES) {
    const messages = readRecording(recording(name))
    for (let round = 0; round < 40; round++) {
      const model = createModel(LAB)
      const broken = shuffled(messages, random)
        .filter(() => random() > 0.3)
        .map((message) => {
          const entries = Object.entries(message).filter(([key]) => key === 'event' || random() > 0.1)
          return Object.fromEntries(
            entries.map(([key, value]) => [key, random() < 0.03 ? 'ы\u0000%$' : value])
          ) as AmiMessage
        })
      const outputs = replay(model, broken, 1_700_000_000_000)
      for (const { snapshot } of outputs) JSON.stringify(snapshot)
    }
  }
  t.pass('no throw')
})

t.test('a hang-up of a channel never announced says nothing', async (t) => {
  t.strictSame(
    reduce(createModel(LAB), { event: 'Hangup', uniqueid: '1.1', channel: 'PJSIP/101-1', cause: '16' }, 1),
    []
  )
})

t.test('without Timestamp the moment of receipt counts', async (t) => {
  const messages = readRecording(recording('inbound-phone')).map(({ timestamp: _, ...rest }) => rest)
  let nowMs = 1_700_000_000_000
  const model = createModel(LAB)
  const outputs = messages.flatMap((message) => {
    nowMs += 10
    return reduce(model, message, nowMs)
  })
  t.equal(lastOf(outputs)?.outcome, 'answered')
  t.equal(outputs[0]?.snapshot.startedAt, '2023-11-14T22:13:20.030Z')
  const versions = outputs.map(({ snapshot }) => snapshot.version)
  t.strictSame(
    versions,
    [...versions].sort((a, b) => a - b)
  )
  t.equal(new Set(versions).size, versions.length)
})

t.test('a clock that jumps back makes no negative time and no older version', async (t) => {
  const messages = readRecording(recording('inbound-phone'))
  const jumped = messages.map((message, place) => ({
    ...message,
    timestamp: place > messages.length / 2 ? '1700000000.000001' : message['timestamp']
  }))
  let version = 0
  for (const { snapshot } of replay(createModel(LAB), jumped)) {
    t.ok(snapshot.version > version)
    t.ok(snapshot.talkSeconds >= 0 && snapshot.waitSeconds >= 0)
    version = snapshot.version
  }
})

t.test('two PBXs with the same unique ids are two calls', async (t) => {
  const subjects = ['a', 'b'].map(
    (name) => replay(createModel({ ...LAB, source: `asterisk:${name}` }), readRecording(recording('hold')))[0]?.subject
  )
  t.not(subjects[0], subjects[1])
})

t.test(
  'a click-to-call is one call under the subject that was asked for, from the ringing of its own phone',
  async (t) => {
    const model = createModel(LAB)
    model.expected.set('ctc-answered', {
      subject: 'asterisk:pbx1:ctc-answered',
      at: 0,
      digits: '79161234567',
      external: true,
      toName: 'Иван',
      from: { extension: '101', name: 'Алиса', endpoint: 'PJSIP/101' }
    })
    const outputs = replay(model, readRecording(recording('click-answered')))
    t.strictSame([...new Set(outputs.map((output) => output.subject))], ['asterisk:pbx1:ctc-answered'])
    const first = outputs.find((output) => output.snapshot.participants.length > 0)?.snapshot
    t.equal(first?.direction, 'outbound')
    t.strictSame(first?.remote, { raw: '79161234567', name: 'Иван' })
    t.strictSame(
      first?.participants.map((one) => [one.address, one.name, one.via]),
      [['101', 'Алиса', 'click-to-call']]
    )
    t.equal(lastOf(outputs)?.outcome, 'answered')
  }
)

t.test('a click-to-call without a channel ends with the reason, once', async (t) => {
  const model = createModel(LAB)
  const call = {
    subject: 'asterisk:pbx1:x1',
    at: 1e15,
    digits: '79161234567',
    external: true,
    toName: null,
    from: { extension: '108', name: 'H', endpoint: 'PJSIP/108' }
  }
  model.expected.set('x1', call)
  const [told, ...more] = failExpected(model, 'x1', 'phone-unreachable', 1e15 + 1000)
  t.strictSame(more, [])
  t.strictSame(
    [told?.type, told?.snapshot.outcome, told?.snapshot.reason],
    ['call.ended', 'failed', 'phone-unreachable']
  )
  t.strictSame(failExpected(model, 'x1', 'phone-unreachable', 1e15 + 2000), [])
})

t.test('a name of 10 kB with line ends is cut and made one line', async (t) => {
  const name = `Eve\r\nAction: Originate ${'x'.repeat(10_000)}`
  const messages = readRecording(recording('inbound-phone')).map((message) => ({ ...message, calleridname: name }))
  const remote = lastOf(replay(createModel(LAB), messages))?.remote.name ?? ''
  t.ok(remote.startsWith('Eve Action: Originate'))
  t.ok(remote.length <= 128)
})

const ID_KEY = /(unique|linked)id$/

/** A recording whose ids can be changed, so that it is another call each time. */
function renewable(messages: readonly AmiMessage[]) {
  const copies = messages.map((message) => {
    const copy: Record<string, string | undefined> = { ...message }
    const ids = Object.entries(message).filter(([key, value]) => ID_KEY.test(key) && value)
    return { copy, ids }
  })
  return (play: number): AmiMessage[] =>
    copies.map(({ copy, ids }) => {
      for (const [key, value] of ids) copy[key] = `${value}-${play}`
      return copy
    })
}

t.test('memory stays flat over 50,000 calls', async (t) => {
  const messages = readRecording(recording('queue-answered'))
  const another = renewable(messages)
  const model = createModel(LAB)
  let bytes = 0
  for (let play = 0; play < 50_000; play++) {
    for (const message of another(play)) reduce(model, message, 0)
    if (play === 5000) bytes = process.memoryUsage().heapUsed
  }
  t.equal(model.calls.size + model.channels.size + model.bridges.size + model.dirty.size, 0)
  t.ok(process.memoryUsage().heapUsed - bytes < 60_000_000, 'the heap did not grow')
})

t.test('a hang-up that never came is made good after two audits, not after one', async (t) => {
  const model = createModel(LAB)
  const messages = readRecording(recording('inbound-phone'))
  const lost = messages.filter((message) => message['event'] !== 'Hangup')
  replay(model, lost)
  const asked = new Set(model.channels.keys())
  const first = audit(model, asked, new Set(), new Set(), 2e15)
  t.strictSame(first.outputs, [])
  const second = audit(model, asked, new Set(), first.missing, 2e15 + 6e7)
  t.strictSame(
    second.outputs.map(({ type, snapshot }) => [type, snapshot.outcome, snapshot.reason]),
    [['call.ended', 'answered', 'link-lost']]
  )
  t.equal(model.channels.size, 0)
})
