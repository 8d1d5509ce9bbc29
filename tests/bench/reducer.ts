import { createFramer } from '../../adapters/asterisk/frame.ts'
import type { Model } from '../../adapters/asterisk/model/entities.ts'
import { type AmiMessage, isWanted } from '../../adapters/asterisk/model/message.ts'
import { createModel, reduce } from '../../adapters/asterisk/model/reduce.ts'
import { cpuMs, machine, spread, table } from './figures.ts'
import { createTraffic, LAB } from './traffic.ts'

/**
 * How many manager events a second one core takes from memory: framed, put through the model, and both; against the floor
 * of finding where each message ends. The events are those of an Asterisk with everything switched on, of a call centre's
 * mix of recorded calls, so many of them at once.
 */
const AT_ONCE = [1, 100, 1000]
const RUNS = 7
const EVENTS = 100_000
const CHUNK = 65_536
const END = Buffer.from('\r\n\r\n')
const US_BETWEEN = 112 // 8,900 a second

type Pass =
  | 'floor'
  | 'framer'
  | 'framer, all parsed'
  | 'reducer, all events'
  | 'reducer, wanted events'
  | 'framer + reducer'

const framerOf = (wants: typeof isWanted, onMessage: (message: AmiMessage) => void) => {
  const framer = createFramer({ maxBytes: 262_144, wants, onMessage, onFault: () => undefined })
  framer.push(Buffer.from('Asterisk Call Manager/11.0.0\r\n'))
  return framer
}

function chunksOf(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  for (let from = 0; from < bytes.length; from += CHUNK) chunks.push(bytes.subarray(from, from + CHUNK))
  return chunks
}

function countEnds(chunks: readonly Buffer[]): number {
  let count = 0
  for (const chunk of chunks) for (let at = chunk.indexOf(END); at >= 0; at = chunk.indexOf(END, at + 4)) count++
  return count
}

const all = (): boolean => true

/** Events a second of every pass over the same events, batch after batch of one traffic; the first batch warms up. */
function measure(atOnce: number): Map<Pass, number> {
  const traffic = createTraffic(atOnce)
  const models = { all: createModel(LAB), wanted: createModel(LAB), both: createModel(LAB) }
  const rates = new Map<Pass, number[]>()
  const begun = 1_790_000_000_000_000
  let batch: AmiMessage[] = []
  const idle = framerOf(isWanted, () => undefined)
  const parser = framerOf(all, () => undefined)
  const keeper = framerOf(all, (message) => batch.push(message))
  const both = framerOf(isWanted, (message) => reduce(models.both, message, 0))
  const keptWanted = framerOf(isWanted, (message) => batch.push(message))

  for (let run = 0; run <= RUNS; run++) {
    let text = ''
    for (let n = 0; n < EVENTS; n++) text += traffic.next(begun + (run * EVENTS + n) * US_BETWEEN)
    const chunks = chunksOf(Buffer.from(text))
    const note = (pass: Pass, count: number, ms: number): void => {
      if (run > 0) rates.set(pass, [...(rates.get(pass) ?? []), (count / ms) * 1000])
    }
    const time = (pass: Pass, count: number, work: () => void): void => {
      const from = cpuMs()
      work()
      note(pass, count, cpuMs() - from)
    }
    /** Parsed a piece at a time, as a socket brings them: messages that live long cost the collector, not the reducer. */
    const timeReducer = (pass: Pass, framer: typeof keeper, model: Model): void => {
      let [count, ms] = [0, 0]
      for (const chunk of chunks) {
        batch = []
        framer.push(chunk)
        const from = cpuMs()
        for (const message of batch) reduce(model, message, 0)
        ms += cpuMs() - from
        count += batch.length
      }
      note(pass, count, ms)
    }
    time('floor', EVENTS, () => void countEnds(chunks))
    time('framer', EVENTS, () => chunks.forEach((chunk) => void idle.push(chunk)))
    time('framer, all parsed', EVENTS, () => chunks.forEach((chunk) => void parser.push(chunk)))
    timeReducer('reducer, all events', keeper, models.all)
    timeReducer('reducer, wanted events', keptWanted, models.wanted)
    time('framer + reducer', EVENTS, () => chunks.forEach((chunk) => void both.push(chunk)))
  }
  return new Map([...rates].map(([pass, values]) => [pass, spread(values).p50]))
}

const columns = AT_ONCE.map(measure)
const rows = [...(columns[0]?.keys() ?? [])].map((pass) => [
  pass,
  ...columns.map((rates) => Math.round((rates.get(pass) ?? 0) / 1000).toLocaleString('en'))
])
console.log(
  `\n${machine()}; thousands of events a second of processor time, medians of ${RUNS} runs of ${EVENTS} events\n`
)
console.log(table(['what', ...AT_ONCE.map((many) => `${many} call${many > 1 ? 's' : ''} at once`)], rows))
