import pino from 'pino'
import { createFramer } from '../../adapters/asterisk/frame.ts'
import { isWanted } from '../../adapters/asterisk/model/message.ts'
import { createModel } from '../../adapters/asterisk/model/reduce.ts'
import { type TracedModel, traceModel } from '../../adapters/asterisk/traced.ts'
import type { Clock } from '../../contracts/adapter.ts'
import { createTraceWriter } from '../../services/adapter-host/trace-writer.ts'
import { cpuMs, machine, spread, table } from './figures.ts'
import { createTraffic, LAB } from './traffic.ts'

/**
 * What keeping the trace costs an adapter at the 8,900 events a second of one busy Asterisk: processor time of the framer
 * and the model, without and with the trace (kept, made JSON, packed and handed to a stream that takes it at once), all
 * threads together.
 */
const RATE = 8_900
const RUNS = 7
const SECONDS = 10
const AT_ONCE = 1_000
const CHUNK = 65_536

const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  }
}
let chunks = 0
let bytes = 0
const publish = async (_: string, message: unknown): Promise<string> => {
  chunks += 1
  bytes += JSON.stringify(message).length
  return '0-1'
}

function pass(traced: boolean): (text: Buffer) => Promise<number> {
  const log = pino({ level: 'silent' })
  const count = (): void => undefined
  const writer = createTraceWriter({ bus: { publish }, log, clock, count })
  const context = { clock, count, log: pino({ level: 'silent' }) as never }
  const model: TracedModel = traceModel(createModel(LAB), { ...context, ...(traced && { trace: writer.trace }) })
  const framer = createFramer({
    ...{ maxBytes: 262_144, wants: isWanted, onFault: () => undefined },
    onMessage: (message) => void model.reduce(message, 0)
  })
  framer.push(Buffer.from('Asterisk Call Manager/11.0.0\r\n'))
  return async (text) => {
    const from = cpuMs()
    for (let at = 0; at < text.length; at += CHUNK) {
      framer.push(text.subarray(at, at + CHUNK))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await writer.drain(10_000)
    return ((cpuMs() - from) / (SECONDS * 1000)) * 100
  }
}

const traffic = createTraffic(AT_ONCE)
const passes = { 'without a trace': pass(false), 'with the trace': pass(true) }
const shares = new Map<string, number[]>()
for (let run = 0; run <= RUNS; run++) {
  const begun = 1_790_000_000_000_000 + run * SECONDS * 1_000_000
  let text = ''
  for (let n = 0; n < RATE * SECONDS; n++) text += traffic.next(begun + Math.floor((n * 1_000_000) / RATE))
  const buffer = Buffer.from(text)
  for (const [name, measure] of Object.entries(passes)) {
    const share = await measure(buffer)
    if (run > 0) shares.set(name, [...(shares.get(name) ?? []), share])
  }
}
const rows = [...shares].map(([name, values]) => {
  const { p50, max } = spread(values)
  return [name, p50.toFixed(1), max.toFixed(1)]
})
const perSecond = (total: number): number => total / ((RUNS + 1) * SECONDS)
console.log(`${machine()}; ${RATE} events a second, ${AT_ONCE} calls at once, ${RUNS} runs of ${SECONDS} s\n`)
console.log(table(['model and framer', 'median, % of a core', 'worst'], rows))
console.log(
  `\n${perSecond(chunks).toFixed(0)} chunks and ${(perSecond(bytes) / 1024).toFixed(0)} KiB a second go to the bus`
)
