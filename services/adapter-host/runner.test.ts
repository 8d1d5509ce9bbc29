import { randomUUID } from 'node:crypto'
import pino from 'pino'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { type AdapterContext, defineAdapter } from '../../contracts/adapter.ts'
import type { CommandAnswer, HangUpCall } from '../../contracts/command.ts'
import { callEvent } from '../../tests/call-events.ts'
import { redisServer } from '../../tests/redis.ts'
import { until } from '../../tests/until.ts'
import { createBus } from '../kit/bus.ts'
import { createCommandSender } from '../kit/commands.ts'
import { leaseKey, readInstances } from '../kit/instances.ts'
import { closeRedis, openRedis, type RedisClient } from '../kit/redis.ts'
import { CONTACT_EVENTS } from '../kit/streams.ts'
import { type Runner, runAdapter } from './runner.ts'

const log = pino({ level: 'silent' })

/** A system of nothing: it notes what the host asks of it. */
function notingAdapter() {
  const notes: string[] = []
  const contexts: AdapterContext<unknown>[] = []
  const manifest = defineAdapter({
    system: 'noting',
    config: Type.Object({}),
    commands: ['call.hangup'],
    create(context) {
      contexts.push(context)
      return {
        start: async () => void notes.push('start'),
        stop: async () => void notes.push('stop'),
        async handle(command) {
          notes.push(command.id)
          if (command.data.subject === 'fail') throw new Error('no')
          return { status: 'done' }
        }
      }
    }
  })
  return { manifest, notes, contexts }
}

async function open(t: Test) {
  const server = await redisServer(t)
  const connect = async (name: string): Promise<RedisClient> => {
    const client = await openRedis(server.url, log, name)
    t.teardown(() => closeRedis(client))
    return client
  }
  const [redis, leases] = [await connect('host'), await connect('leases')]
  const bus = createBus({ redis, connect, log })
  const run = (manifest: ReturnType<typeof notingAdapter>['manifest']): Runner => {
    const runner = runAdapter({
      ...{ instance: 'x1', manifest, config: {}, redis, leases, bus, consumer: 'c', log },
      settings: { current: () => undefined, onChange: () => () => undefined },
      files: { put: () => Promise.reject(new Error('no files here')) }
    })
    t.teardown(() => runner.stop())
    return runner
  }
  const sender = createCommandSender({ bus, connect, log })
  t.teardown(() => sender.stop())
  const ask = async (fields: Partial<HangUpCall> & { subject?: string } = {}): Promise<CommandAnswer | undefined> => {
    const { subject = 's', ...header } = fields
    const at = (ms: number): string => new Date(Date.now() + ms).toISOString()
    const command: HangUpCall = {
      id: randomUUID(),
      instance: 'x1',
      type: 'call.hangup',
      issuedAt: at(0),
      expiresAt: at(60_000),
      data: { subject, ids: [] },
      ...header
    }
    const answer = sender.answerOf(command.id, 30_000)
    await sender.send(command)
    return answer
  }
  return { redis, leases, bus, run, ask }
}

t.test('of two hosts only one runs the instance, and the other takes over when it stops', async (t) => {
  const { run } = await open(t)
  const [first, second] = [notingAdapter(), notingAdapter()]
  const a = run(first.manifest)
  await until(() => first.notes.length === 1)
  const b = run(second.manifest)
  t.equal(b.current(), undefined)
  await a.stop()
  t.same(first.notes, ['start', 'stop'])
  await until(() => second.notes.length === 1)
  t.ok(b.current())
})

t.test('a command is done once however often it comes, and answered each time', async (t) => {
  const { run, ask } = await open(t)
  const { manifest, notes } = notingAdapter()
  run(manifest)
  const id = randomUUID()
  t.match(await ask({ id }), { id, outcome: { status: 'done' } })
  t.match(await ask({ id }), { id, outcome: { status: 'done' } })
  t.same(notes, ['start', id])
})

t.test('a command that is too old is not done, and its answer says so', async (t) => {
  const { run, ask } = await open(t)
  const { manifest, notes } = notingAdapter()
  run(manifest)
  t.match(await ask({ expiresAt: new Date(Date.now() - 1).toISOString() }), { outcome: { status: 'expired' } })
  t.same(
    notes.filter((note) => note !== 'start'),
    []
  )
})

t.test('a command that the adapter fails at is refused, and the host lives on', async (t) => {
  const { run, ask } = await open(t)
  run(notingAdapter().manifest)
  t.match(await ask({ subject: 'fail' }), { outcome: { status: 'refused', reason: 'interrupted' } })
  t.match(await ask(), { outcome: { status: 'done' } })
})

t.test("what an adapter emits, keeps and reports is where the hub's other parts find it", async (t) => {
  const { run, redis } = await open(t)
  const { manifest, contexts } = notingAdapter()
  const runner = run(manifest)
  await until(() => contexts.length === 1)
  const [context] = contexts
  const { info } = context?.log ?? {}
  t.doesNotThrow(() => info?.({}, 'a function of the log works alone'))
  await context?.emit(callEvent('a', 1))
  t.equal(await redis.xLen(CONTACT_EVENTS), 1)
  await context?.state.set('cursor', { at: 5 })
  t.same(await context?.state.get('cursor'), { at: 5 })
  t.same([...((await context?.state.entries()) ?? [])], [['cursor', { at: 5 }]])
  context?.health({ state: 'up', summary: 'connected', details: { version: '22' } })
  await until(async () => (await readInstances(redis))[0]?.state === 'up')
  t.match(await readInstances(redis), [
    { instance: 'x1', system: 'noting', commands: ['call.hangup'], details: { version: '22' } }
  ])
  await runner.stop()
  t.match(await readInstances(redis), [{ state: 'down', summary: 'stopped' }])
})

t.test(
  'an instance whose process died is down as soon as its lease has ended, and up again with the next',
  async (t) => {
    const { run, redis } = await open(t)
    const { manifest, contexts } = notingAdapter()
    const dead = { instance: 'x1', system: 'noting', state: 'up', summary: 'connected', details: { calls: 3 } }
    const at = new Date(0).toISOString()
    await redis.hSet('hub:instances', 'x1', JSON.stringify({ ...dead, commands: ['call.hangup'], at }))
    await redis.set(leaseKey('x1'), 'elsewhere|1|1|1')
    t.match(await readInstances(redis), [{ state: 'up', details: { calls: 3 } }])
    await redis.del(leaseKey('x1'))
    t.match(await readInstances(redis), [{ state: 'down', summary: 'no process runs it', details: {}, at }])
    run(manifest)
    await until(() => contexts.length === 1)
    contexts[0]?.health({ state: 'up', summary: 'connected' })
    await until(async () => (await readInstances(redis))[0]?.state === 'up')
  }
)

t.test('the lease is renewed, however long the line of events is', async (t) => {
  const { run, redis, leases } = await open(t)
  const { manifest, notes } = notingAdapter()
  run(manifest)
  await until(() => notes.includes('start'))
  let isOver = false
  const line = redis.blPop('nothing', 4).then(() => {
    isOver = true
  })
  let before = Number.POSITIVE_INFINITY
  await until(async () => {
    const left = await leases.pTTL(leaseKey('x1'))
    const isRenewed = left > before
    before = left
    return isRenewed
  })
  t.notOk(isOver, 'what stood before it in the line is still there')
  await line
})
