import pino from 'pino'
import t, { type Test } from 'tap'
import type { ContactEvent } from '../../contracts/event.ts'
import { agent, callEvent } from '../../tests/call-events.ts'
import { type RedisServer, redisServer } from '../../tests/redis.ts'
import { until } from '../../tests/until.ts'
import { createBus } from '../kit/bus.ts'
import { createNearby } from '../kit/nearby.ts'
import { closeRedis, openRedis, type RedisClient } from '../kit/redis.ts'
import { AHEAD_CHANNEL, CONTACT_EVENTS } from '../kit/streams.ts'
import { createEmitter, type Emitter } from './emitter.ts'

const log = pino({ level: 'silent' })

async function open(t: Test): Promise<{ emitter: Emitter; redis: RedisClient; server: RedisServer }> {
  const server = await redisServer(t)
  const redis = await openRedis(server.url, log, 'emitter')
  t.teardown(() => closeRedis(redis))
  const bus = createBus({ redis, connect: async () => redis, log })
  return { emitter: createEmitter({ bus, log }), redis, server }
}

async function onDisk(redis: RedisClient): Promise<ContactEvent[]> {
  const entries = (await redis.xRange(CONTACT_EVENTS, '-', '+')) ?? []
  return entries.map(({ message }) => JSON.parse(message['m'] ?? '') as ContactEvent)
}

t.test('an event that was emitted is on the stream', async (t) => {
  const { emitter, redis } = await open(t)
  await emitter.emit(callEvent('a', 1))
  t.same(await onDisk(redis), [callEvent('a', 1)])
})

t.test('events wait while Redis is away, and none is lost', async (t) => {
  const { emitter, redis, server } = await open(t)
  await server.kill()
  const promises = Array.from({ length: 500 }, (_, i) => emitter.emit(callEvent(`call-${i}`, 1)))
  await until(() => emitter.waiting() === 500)
  await server.start()
  await Promise.all(promises)
  t.equal(new Set((await onDisk(redis)).map(({ subject }) => subject)).size, 500)
})

t.test('a long outage keeps only the newest state of each call, which is the whole truth of it', async (t) => {
  const { emitter, redis, server } = await open(t)
  await server.kill()
  const promises = Array.from({ length: 6_000 }, (_, i) => emitter.emit(callEvent(`call-${i % 10}`, i)))
  t.ok(emitter.waiting() < 2_100, `${emitter.waiting()} wait`)
  await server.start()
  await Promise.all(promises)
  const newest = new Map<string, number>()
  for (const { subject, data } of await onDisk(redis))
    newest.set(subject, Math.max(newest.get(subject) ?? 0, data.version))
  t.same(
    [...newest.values()].sort((a, b) => a - b),
    Array.from({ length: 10 }, (_, i) => 5_990 + i)
  )
})

t.test('gateways of the process hear of a call that rings before it is on the stream, and of no other', async (t) => {
  const { redis } = await open(t)
  const bus = createBus({ redis, connect: async () => redis, log })
  const nearby = createNearby()
  const heard: ContactEvent[] = []
  nearby.listen(AHEAD_CHANNEL, (text) => void heard.push(JSON.parse(text)))
  const emitter = createEmitter({ bus, nearby, log })
  const caller = agent('84951234567', { kind: 'remote' })
  const rings = callEvent('a', 2, { participants: [caller, agent('101', { state: 'alerting' })] })
  const emitted = [
    emitter.emit(callEvent('a', 1, { participants: [caller] })),
    emitter.emit(rings),
    emitter.emit(callEvent('a', 3, { participants: [caller, agent('101', { state: 'connected' })] }))
  ]
  t.same(heard, [rings])
  await Promise.all(emitted)
  t.same(
    (await onDisk(redis)).map(({ data }) => data.version),
    [1, 2, 3]
  )
})

t.test('the core of the process hears of a call that begins before it is on the stream', async (t) => {
  const { redis } = await open(t)
  const bus = createBus({ redis, connect: async () => redis, log })
  const nearby = createNearby()
  const heard: string[] = []
  nearby.listen(CONTACT_EVENTS, (text) => void heard.push(JSON.parse(text).type))
  const emitter = createEmitter({ bus, nearby, log })
  const types = [
    'call.initiated',
    'call.queued',
    'call.alerting',
    'call.connected',
    'call.updated',
    'call.ended'
  ] as const
  const emitted = types.map((type, n) => emitter.emit(callEvent('a', n + 1, {}, type)))
  t.same(heard, ['call.initiated', 'call.queued', 'call.alerting'])
  await Promise.all(emitted)
  t.equal((await onDisk(redis)).length, types.length)
})

t.test('an event that breaks the contract is refused and named', async (t) => {
  const { emitter } = await open(t)
  await t.rejects(emitter.emit({ ...callEvent('a', 1), subject: '' }), /not a contact event: \/subject/)
})

t.test('what is not to wait is refused at once while Redis is away, and never comes later by itself', async (t) => {
  const { emitter, redis, server } = await open(t)
  const longerThanAnyTest = { withinMs: 3_600_000 }
  await emitter.emit(callEvent('a', 1), longerThanAnyTest)
  await server.kill()
  await until(() => !redis.isReady)
  await t.rejects(emitter.emit(callEvent('b', 1), longerThanAnyTest), /message store/)
  await server.start()
  await emitter.emit(callEvent('c', 1))
  t.same(
    (await onDisk(redis)).map(({ subject }) => subject),
    [callEvent('a', 1).subject, callEvent('c', 1).subject]
  )
})

t.test('what is late is refused in time, though it may still come to be', async (t) => {
  const bus = { publish: () => new Promise<string>(() => {}) }
  const { emit } = createEmitter({ bus, log })
  await t.rejects(emit(callEvent('a', 1), { withinMs: 20 }), /message store/)
})
