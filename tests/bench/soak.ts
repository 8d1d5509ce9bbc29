import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createFramer } from '../../adapters/asterisk/frame.ts'
import { type AmiMessage, isWanted } from '../../adapters/asterisk/model/message.ts'
import { createModel, reduce } from '../../adapters/asterisk/model/reduce.ts'
import { cpuMs, machine, table } from './figures.ts'
import { createTraffic, LAB } from './traffic.ts'

/**
 * A million calls (or as many as the argument says) of a call centre's mix through one model, 1,000 at once, as the bytes
 * that Asterisk would send (without the events that nobody reads): the heap after collection, what the model holds, and the rate, at every tenth of the way.
 */
const CALLS = Number(process.argv[2] ?? 1_000_000)
const AT_ONCE = 1000
const STAGES = 10
const BATCH = 500
const US_BETWEEN = 450 // 100 calls a second
const MB = 1_048_576

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const traffic = createTraffic(AT_ONCE, { noise: false })
const model = createModel(LAB)
let us = 1_790_000_000_000_000
let batch: AmiMessage[] = []
let ended = 0
let told = 0
const framer = createFramer({
  maxBytes: 262_144,
  wants: isWanted,
  onMessage: (message) => batch.push(message),
  onFault: (fault, sample) => {
    throw new Error(`${fault}: ${sample}`)
  }
})
framer.push(Buffer.from('Asterisk Call Manager/11.0.0\r\n'))

/** The next few events through framer and model; the model's share of the time, in milliseconds. False when all is over. */
function step(spent: { ms: number; events: number }): boolean {
  let text = ''
  let count = 0
  for (; count < BATCH; count++) {
    us += US_BETWEEN
    const message = traffic.next(us)
    if (message === '') break
    text += message
  }
  if (count === 0) return false
  batch = []
  framer.push(Buffer.from(text))
  const from = cpuMs()
  for (const message of batch) {
    for (const { type } of reduce(model, message, 0)) {
      told++
      if (type === 'call.ended') ended++
    }
  }
  spent.ms += cpuMs() - from
  spent.events += batch.length
  return true
}

const rows: (string | number)[][] = []
function note(calls: number, spent: { ms: number; events: number }): void {
  batch = []
  collect()
  rows.push([
    calls.toLocaleString('en'),
    (process.memoryUsage().heapUsed / MB).toFixed(1),
    `${model.calls.size} / ${model.channels.size} / ${model.bridges.size}`,
    model.over.size,
    Math.round((spent.events / spent.ms) * 1000).toLocaleString('en')
  ])
  console.log((rows.at(-1) ?? []).join('  '))
}

console.log('calls  heap MB  calls/channels/bridges  over  events/s')
for (let stage = 1; stage <= STAGES; stage++) {
  const spent = { ms: 0, events: 0 }
  const until = Math.round((CALLS * stage) / STAGES)
  while (traffic.calls < until) step(spent)
  note(until, spent)
}
const rest = { ms: 0, events: 0 }
traffic.finish()
while (step(rest));
note(traffic.calls, rest)

const head = ['calls', 'heap, MB', 'calls / channels / bridges', 'over', 'events/s']
console.log(
  `\n${machine()}; ${AT_ONCE} calls at once; heap after collection, events of the reducer alone, of those it wants, a second of processor time\n`
)
console.log(table(head, rows))
console.log(`\n${told} snapshots; ${ended} of ${traffic.endings} calls told to their end`)
const left = model.calls.size + model.channels.size + model.bridges.size + model.dirty.size
if (ended !== traffic.endings || left > 0) {
  console.log(`${left} things stay in the model`)
  process.exitCode = 1
}
