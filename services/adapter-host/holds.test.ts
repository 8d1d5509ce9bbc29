import pino from 'pino'
import t, { type Test } from 'tap'
import type { Hold } from '../../contracts/adapter.ts'
import { freshRedis } from '../../tests/redis.ts'
import { closeRedis, openRedis } from '../kit/redis.ts'
import { createHolds } from './holds.ts'

const HOLD_MS = 90_000
const REST_MS = 600_000
const NUMBERS = ['100', '101', '102']

/** Two processes on one Redis, by a clock that the test moves. */
async function open(t: Test) {
  const url = await freshRedis(t)
  const clock = { nowMs: Date.parse('2026-01-15T09:00:00.000Z') }
  const connect = async (name: string) => {
    const redis = await openRedis(url, pino({ level: 'silent' }), name)
    t.teardown(() => closeRedis(redis))
    return redis
  }
  const [a, b] = [await connect('a'), await connect('b')]
  const holds = [a, b].map((redis) => createHolds(redis, 'forms', () => clock.nowMs))
  let turn = 0
  const take = (visit: string, numbers = NUMBERS): Promise<Hold | undefined> => {
    turn += 1
    return holds[turn % 2]?.take(visit, numbers, HOLD_MS, REST_MS) ?? Promise.reject(new Error('no process'))
  }
  return { clock, take, byRedis: createHolds(a, 'forms') }
}

t.test('visitors who come at once to any process have a number each, and no two the same', async (t) => {
  const { take } = await open(t)
  const visits = Array.from({ length: 20 }, (_, n) => `v${n}`)
  const taken = await Promise.all(visits.map((visit) => take(visit)))
  const numbers = taken.flatMap((hold) => (hold ? [hold.thing] : []))
  t.same([...numbers].sort(), NUMBERS)
})

t.test('a visit keeps its number as long as it says something, from the same moment on', async (t) => {
  const { clock, take } = await open(t)
  const first = await take('anna')
  for (let n = 0; n < 40; n++) {
    clock.nowMs += 30_000
    t.match(await take('anna'), { thing: first?.thing, sinceMs: first?.sinceMs, untilMs: clock.nowMs + HOLD_MS })
    await take('oleg')
  }
})

t.test('a number that was left rests, and comes back to the same visit meanwhile', async (t) => {
  const { clock, take } = await open(t)
  const first = await take('anna', ['100'])
  clock.nowMs += HOLD_MS + REST_MS - 1
  t.equal(await take('oleg', ['100']), undefined)
  t.match(await take('anna', ['100']), { sinceMs: first?.sinceMs })
  clock.nowMs += HOLD_MS + REST_MS
  t.match(await take('oleg', ['100']), { thing: '100', sinceMs: clock.nowMs })
  t.equal(await take('anna', ['100']), undefined)
})

t.test('of the free ones it is the one that was unused for the longest time', async (t) => {
  const { clock, take } = await open(t)
  const order: string[] = []
  for (const visit of ['a', 'b', 'c', 'd', 'e', 'f']) {
    order.push((await take(visit))?.thing ?? '')
    clock.nowMs += HOLD_MS + REST_MS
  }
  t.same(order, [...NUMBERS, ...NUMBERS])
})

t.test('a number that is no longer in the pool is kept by nobody', async (t) => {
  const { take } = await open(t)
  t.match(await take('anna', ['100']), { thing: '100' })
  t.match(await take('anna', ['101']), { thing: '101' })
  t.equal(await take('anna', []), undefined)
})

t.test('the time is that of Redis, in milliseconds', async (t) => {
  const { byRedis } = await open(t)
  const before = Date.now()
  const hold = await byRedis.take('anna', NUMBERS, HOLD_MS, REST_MS)
  t.ok(hold && hold.nowMs >= before - 1_000 && hold.nowMs <= Date.now() + 1_000)
  t.equal(hold?.untilMs, (hold?.nowMs ?? 0) + HOLD_MS)
})
