import pino from 'pino'
import t, { type Test } from 'tap'
import type { Clock } from '../../contracts/adapter.ts'
import type { TraceEntry } from '../../contracts/trace.ts'
import { redisServer } from '../../tests/redis.ts'
import { until } from '../../tests/until.ts'
import { createBus } from '../kit/bus.ts'
import { closeRedis, openRedis } from '../kit/redis.ts'
import { TRACES } from '../kit/streams.ts'
import { unpack } from '../kit/trace-chunk.ts'
import { createTraceWriter } from './trace-writer.ts'

const log = pino({ level: 'silent' })
const clock: Clock = {
  now: () => Date.parse('2026-01-15T23:59:59.999Z'),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  }
}
const entry = (sequence: number): TraceEntry => ({
  ...{ sequence, at: sequence, kind: 'message', name: 'Newchannel', data: { event: 'Newchannel' }, told: [] }
})

async function open(t: Test, maxLength = 1_000) {
  const server = await redisServer(t)
  const redis = await openRedis(server.url, log, 'traces')
  t.teardown(() => closeRedis(redis))
  const bus = createBus({ redis, connect: async () => redis, log, maxLength })
  const counts = new Map<string, number>()
  const count = (name: string, by = 1): void => void counts.set(name, (counts.get(name) ?? 0) + by)
  const onStream = async () => {
    const found = (await redis.xRange(TRACES, '-', '+')) ?? []
    const chunks = found.map(({ message }) => JSON.parse(message['m'] ?? ''))
    const lists = await Promise.all(chunks.map((chunk) => unpack(Buffer.from(chunk.entries, 'base64'))))
    return { chunks, entries: lists.flat() as [string, TraceEntry][] }
  }
  return { server, redis, counts, onStream, writer: createTraceWriter({ bus, log, clock, count }) }
}

t.test('many entries are few messages, in order, each with the day that it belongs to', async (t) => {
  const { writer, onStream } = await open(t)
  for (let i = 1; i <= 450; i++) writer.trace('a', entry(i))
  await writer.drain(30_000)
  const { chunks, entries } = await onStream()
  t.same(
    chunks.map(({ day }) => day),
    ['2026-01-15', '2026-01-15', '2026-01-15']
  )
  t.same(
    entries,
    Array.from({ length: 450 }, (_, i) => ['a', entry(i + 1)])
  )
})

t.test('what is too much while the bus is away is dropped, counted, and said in the trace of its call', async (t) => {
  const { writer, onStream, server, counts } = await open(t)
  await server.kill()
  for (let i = 1; i <= 20_000; i++) writer.trace(i % 2 ? 'a' : 'b', entry(i))
  const dropped = counts.get('trace_dropped') ?? 0
  t.ok(dropped > 5_000 && dropped < 15_000, `${dropped} dropped`)
  await server.start()
  const seen = () => onStream().catch(() => ({ entries: [] })) // until this client is connected again
  await until(async () => (await seen()).entries.some(([, { kind }]) => kind === 'gap'), 30_000)
  await writer.drain(30_000)
  const { entries } = await onStream()
  const gaps = entries.filter(([, { kind }]) => kind === 'gap')
  t.same(
    gaps.map(([subject, { data }]) => [subject, data]),
    [
      ['a', { dropped: dropped / 2 }],
      ['b', { dropped: dropped / 2 }]
    ]
  )
  t.equal(entries.length - gaps.length, 20_000 - dropped)
  writer.trace('a', entry(20_001))
  await writer.drain(30_000)
  t.same((await onStream()).entries.at(-1), ['a', entry(20_001)], 'and it goes on')
})

t.test('a stream that nobody reads stays short', async (t) => {
  const { writer, redis } = await open(t, 10)
  for (let i = 1; i <= 200 * 40; i++) writer.trace('a', entry(i))
  await writer.drain(500)
  t.ok((await redis.xLen(TRACES)) <= 20)
})
