import pino from 'pino'
import t, { type Test } from 'tap'
import { HubError } from '../../contracts/errors.ts'
import { redisServer } from '../../tests/redis.ts'
import { until } from '../../tests/until.ts'
import { type Bus, createBus } from './bus.ts'
import { closeRedis, openRedis, type RedisClient } from './redis.ts'
import { deadLettersOf } from './streams.ts'

const log = pino({ level: 'silent' })
const STREAM = 'test:stream'
/** What comes after longer than any test runs. */
const NEVER_MS = 3_600_000

async function open(
  t: Test,
  maxLength?: number
): Promise<{ bus: Bus; redis: RedisClient; server: Awaited<ReturnType<typeof redisServer>> }> {
  const server = await redisServer(t)
  const connect = async (name: string): Promise<RedisClient> => {
    const client = await openRedis(server.url, log, name)
    t.teardown(() => closeRedis(client))
    return client
  }
  const redis = await connect('test')
  return { redis, server, bus: createBus({ redis, connect, log, ...(maxLength ? { maxLength } : {}) }) }
}

function collect(
  t: Test,
  bus: Bus,
  consumer: string,
  handle: (message: unknown) => Promise<void> | void,
  claimAfterMs = 15_000
) {
  const taken: unknown[] = []
  const running = bus.consume({
    stream: STREAM,
    group: 'g',
    consumer,
    concurrency: 4,
    maxFailures: 3,
    claimAfterMs,
    async handle(message) {
      await handle(message)
      taken.push(message)
    }
  })
  t.teardown(() => running.stop())
  return { taken, stop: () => running.stop() }
}

t.test('a message that was published before anyone listened is handled and acknowledged', async (t) => {
  const { bus } = await open(t)
  await bus.publish(STREAM, { n: 1 })
  const { taken } = collect(t, bus, 'a', () => {})
  await until(() => taken.length === 1)
  t.same(taken, [{ n: 1 }])
  await until(async () => (await bus.figures(STREAM, 'g')).pending === 0)
  t.same(await bus.figures(STREAM, 'g'), { pending: 0, lag: 0, deadLetters: 0 })
})

t.test(
  'a message that fails again and again becomes a dead letter with its reason, and the next one goes on',
  async (t) => {
    const { bus, redis } = await open(t)
    const { taken } = collect(t, bus, 'a', (message) => {
      if ((message as { n: number }).n === 1) throw new Error('cannot be done')
    })
    await bus.publish(STREAM, { n: 1 })
    await bus.publish(STREAM, { n: 2 })
    await until(async () => (await bus.figures(STREAM, 'g')).deadLetters === 1)
    t.same(taken, [{ n: 2 }])
    const [letter] = (await redis.xRange(deadLettersOf(STREAM), '-', '+')) ?? []
    t.match(letter?.message, { m: '{"n":1}', failures: '3', reason: 'Error: cannot be done' })
    t.equal((await bus.figures(STREAM, 'g')).pending, 0)
  }
)

t.test('what is not JSON is a dead letter at once', async (t) => {
  const { bus, redis } = await open(t)
  collect(t, bus, 'a', () => {})
  await redis.xAdd(STREAM, '*', { m: 'rubbish' })
  await until(async () => (await bus.figures(STREAM, 'g')).deadLetters === 1)
  t.pass('buried')
})

t.test('a peer that is away is waited for, and never makes a dead letter', async (t) => {
  const { bus } = await open(t)
  let tries = 0
  const { taken } = collect(t, bus, 'a', () => {
    tries += 1
    if (tries < 6) throw new HubError('unavailable', 'the database is away')
  })
  await bus.publish(STREAM, { n: 1 })
  await until(() => taken.length === 1)
  t.equal(tries, 6)
  t.equal((await bus.figures(STREAM, 'g')).deadLetters, 0)
})

t.test('what a dead consumer left is claimed by another', async (t) => {
  const { bus } = await open(t)
  const dead = collect(t, bus, 'dead', () => new Promise(() => {}))
  await bus.publish(STREAM, { n: 1 })
  await until(async () => (await bus.figures(STREAM, 'g')).pending === 1)
  void dead.stop()
  const { taken } = collect(t, bus, 'alive', () => {}, 50)
  await until(() => taken.length === 1)
  t.same(taken, [{ n: 1 }])
})

t.test(
  'what a consumer that stops has taken and not handled is with another, long before it may be claimed',
  async (t) => {
    const { bus, redis } = await open(t)
    for (let n = 0; n < 12; n++) await bus.publish(STREAM, n)
    const slow = collect(t, bus, 'stops', () => new Promise(() => {}), NEVER_MS)
    await until(async () => (await bus.figures(STREAM, 'g')).pending === 12)
    await slow.stop()
    const { taken } = collect(t, bus, 'goes-on', () => {}, NEVER_MS)
    await until(() => taken.length === 12)
    t.same(
      taken.map(Number).sort((a, b) => a - b),
      Array.from({ length: 12 }, (_, n) => n)
    )
    t.equal(await redis.xLen(deadLettersOf(STREAM)), 0)
  }
)

t.test('a consumer of the same name takes up what it held when it was killed', async (t) => {
  const { bus } = await open(t)
  const first = collect(t, bus, 'same', () => new Promise(() => {}), NEVER_MS)
  await bus.publish(STREAM, { n: 1 })
  await until(async () => (await bus.figures(STREAM, 'g')).pending === 1)
  void first.stop()
  const { taken } = collect(t, bus, 'same', () => {}, NEVER_MS)
  await until(() => taken.length === 1)
  t.same(taken, [{ n: 1 }])
})

t.test(
  'after kill -9 of Redis every published message is still there, and the consumer goes on by itself',
  async (t) => {
    const { bus, server } = await open(t)
    const sent = Array.from({ length: 50 }, (_, n) => n)
    await Promise.all(sent.map((n) => bus.publish(STREAM, n)))
    await server.kill()
    await t.rejects(bus.publish(STREAM, 'lost'), { message: 'the message store is away' }, 'the publisher is told')
    const { taken } = collect(t, bus, 'a', () => {})
    await server.start()
    await until(() => new Set(taken).size === 50)
    t.same(
      [...new Set(taken as number[])].sort((a, b) => a - b),
      sent
    )
  }
)

t.test('a stream that nobody reads refuses messages beyond its bound instead of growing', async (t) => {
  const { bus } = await open(t, 10)
  let accepted = 0
  await t.rejects(
    async () => {
      for (let n = 0; n < 100; n++) {
        await bus.publish(STREAM, n)
        accepted += 1
      }
    },
    { message: `the stream ${STREAM} is full` }
  )
  t.ok(accepted >= 10 && accepted <= 21, `${accepted} accepted`)
  const { taken } = collect(t, bus, 'a', () => {})
  await until(() => taken.length === accepted)
  t.same(taken.length, accepted, 'what was accepted was not dropped')
})

t.test(
  'a Redis that stands still is said to be away, and what it took meanwhile is there once it goes on',
  async (t) => {
    const { bus, server } = await open(t)
    await bus.publish(STREAM, { n: 1 })
    server.freeze()
    await t.rejects(bus.publish(STREAM, { n: 2 }), new HubError('unavailable', 'the message store does not answer'))
    server.thaw()
    await bus.publish(STREAM, { n: 3 })
    const { taken } = collect(t, bus, 'a', () => {})
    await until(() => taken.length >= 3)
    t.same(
      taken.map((message) => (message as { n: number }).n).sort(),
      [1, 2, 3],
      'so whoever publishes again does so with the same id'
    )
  }
)

t.test('who listens is told of a message that is on the stream by then', async (t) => {
  const { bus, redis, server } = await open(t)
  const ears = await openRedis(server.url, log, 'ears')
  t.teardown(() => closeRedis(ears))
  const heard: string[] = []
  await ears.subscribe('test:channel', (text) => void heard.push(text))
  await bus.publish(STREAM, { n: 1 })
  const id = await bus.publish(STREAM, { n: 2 }, 'test:channel')
  await until(() => heard.length > 0)
  t.same(heard, ['{"n":2}'])
  t.match(await redis.xRange(STREAM, id, id), [{ id, message: { m: '{"n":2}' } }])
})
