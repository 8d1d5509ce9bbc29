import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { createFramer } from '../frame.ts'
import { readRecording, recording, replay } from '../replay.ts'
import type { Dialplan, Model, Output } from './entities.ts'
import { type AmiMessage, isWanted } from './message.ts'
import { createModel, reduce } from './reduce.ts'

const LAB: Dialplan = {
  source: 'asterisk:pbx1',
  endpoint: 'PJSIP/{extension}',
  trunks: ['PJSIP/trunk'],
  outboundPrefix: '9'
}

const caller = (serial: number, linkedid = `1700000000.${serial}`): AmiMessage => ({
  event: 'Newchannel',
  channel: `PJSIP/trunk-${serial.toString(16).padStart(8, '0')}`,
  channelstate: '4',
  calleridnum: `7916${serial}`,
  exten: '5550100',
  uniqueid: `1700000000.${serial}`,
  linkedid
})
const waits = (serial: number): AmiMessage => ({
  event: 'QueueCallerJoin',
  queue: 'sales',
  uniqueid: `1700000000.${serial}`,
  linkedid: `1700000000.${serial}`
})
const hangsUp = (serial: number): AmiMessage => ({
  event: 'Hangup',
  cause: '16',
  uniqueid: `1700000000.${serial}`,
  linkedid: `1700000000.${serial}`
})

const sizes = (model: Model): number =>
  model.channels.size + model.calls.size + model.bridges.size + model.over.size + model.gone.size + model.dirty.size

t.test(
  '100,000 channels that never hang up: the oldest are given up by an estimate, the new calls are told',
  async (t) => {
    const model = createModel(LAB)
    const ended: Output[] = []
    let told = 0
    for (let serial = 0; serial < 100_000; serial++)
      for (const message of [caller(serial), waits(serial)])
        for (const output of reduce(model, message, 1_700_000_000_000 + serial)) {
          if (output.type === 'call.ended') ended.push(output)
          else if (output.snapshot.line === '5550100') told++
        }
    t.equal(model.channels.size, 50_000)
    t.ok(sizes(model) < 110_000)
    t.equal(told, 100_000, 'every call was told of')
    t.equal(ended.length, 50_000)
    t.equal(model.givenUp, 50_000)
    t.match(ended[0], {
      subject: 'asterisk:pbx1:1700000000.0',
      snapshot: { state: 'ended', reason: 'link-lost', estimated: ['endedAt'] }
    })
    const last = replay(model, readRecording(recording('queue-answered'))).at(-1)
    t.equal(last?.snapshot.outcome, 'answered', 'a call that comes now is told to its end')
  }
)

t.test('a call of ever more legs stops at its limit and says that it is not complete', async (t) => {
  const model = createModel(LAB)
  reduce(model, caller(0), 1)
  const outputs: Output[] = []
  for (let serial = 1; serial < 4000; serial++) {
    const { uniqueid, linkedid, channel, calleridnum } = caller(serial, '1700000000.0')
    const dial = { event: 'DialBegin', uniqueid: '1700000000.0', linkedid: '1700000000.0', channel: 'PJSIP/trunk-0' }
    const dest = { destuniqueid: uniqueid, destlinkedid: linkedid, destchannel: channel, destcalleridnum: calleridnum }
    outputs.push(...reduce(model, { ...dial, ...dest, destchannelstate: '5' }, serial).slice(-1))
  }
  t.ok(model.channels.size <= 2000)
  const last = outputs.at(-1)?.snapshot
  t.equal(last?.participants.length, 500)
  t.ok(last?.estimated.includes('participants'))
})

t.test('an endless conference holds no more than its limits, and nothing when all have left', async (t) => {
  const model = createModel(LAB)
  const enters = { bridgeuniqueid: 'b1', bridgecreator: 'ConfBridge', bridgetechnology: 'softmix' }
  let longest: Output['snapshot'] | undefined
  const take = (message: AmiMessage, nowMs: number) => {
    for (const { snapshot } of reduce(model, message, nowMs)) if (snapshot.state !== 'ended') longest = snapshot
  }
  for (let serial = 0; serial < 1300; serial++) {
    take(caller(serial), serial)
    take({ ...caller(serial), ...enters, event: 'BridgeEnter' }, serial)
    if (serial >= 3) reduce(model, hangsUp(serial - 3), serial)
  }
  t.ok(model.calls.size <= 1001, `${model.calls.size} ids`)
  t.ok((longest?.ids.length ?? 0) <= 1001)
  t.equal(longest?.participants.length, 500)
  t.ok(longest?.estimated.includes('participants'))
  for (let serial = 1297; serial < 1300; serial++) reduce(model, hangsUp(serial), serial)
  t.equal(model.channels.size + model.calls.size + model.bridges.size, 0)
})

t.test('names of 10 kB are not kept: neither they nor the messages they came in', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const model = createModel(LAB)
  const framer = createFramer({
    maxBytes: 262_144,
    wants: isWanted,
    onMessage: (message) => reduce(model, message, 1),
    onFault: () => undefined
  })
  framer.push(Buffer.from('Asterisk Call Manager/11.0.0\r\n'))
  const name = 'x'.repeat(10_000)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let serial = 0; serial < 10_000; serial++) {
    const fields = Object.entries({ ...caller(serial), calleridname: name, exten: `5550100${serial}` })
    const text = fields.map(([key, value]) => `${key === 'event' ? 'Event' : key}: ${value}\r\n`).join('')
    framer.push(Buffer.from(`${text}\r\n`))
    reduce(model, waits(serial), 1)
  }
  collect()
  const grown = process.memoryUsage().heapUsed - before
  t.equal(model.channels.size, 10_000)
  // ten thousand messages kept whole would be 100 MB
  t.ok(grown < 60_000_000, `${Math.round(grown / 1e6)} MB for ${model.channels.size} channels`)
})

t.test('an id longer than Asterisk makes is no channel', async (t) => {
  const model = createModel(LAB)
  t.strictSame(reduce(model, { ...caller(1), uniqueid: '1'.repeat(151) }, 1), [])
  t.equal(model.channels.size, 0)
})
