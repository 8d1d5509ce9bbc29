import t from 'tap'
import { createKeeper } from './keeper.ts'

/** A store whose writes are settled by the test, and timers that it lets run. */
function slowStore() {
  const kept = new Map<string, unknown>()
  const writes: { succeed(): void; fail(): void }[] = []
  const timers: (() => void)[] = []
  const write = (apply: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      writes.push({
        succeed() {
          apply()
          resolve()
        },
        fail: () => reject(new Error('it took too long'))
      })
    })
  const state = {
    get: async (key: string) => kept.get(key),
    set: (key: string, value: unknown) => write(() => kept.set(key, value)),
    delete: (key: string) => write(() => kept.delete(key)),
    entries: async () => kept
  }
  const clock = {
    now: () => 0,
    after(_delayMs: number, callback: () => void) {
      timers.push(callback)
      return () => {}
    }
  }
  const nothing = () => {}
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return { keeper: createKeeper({ state, clock, log }), kept, writes, timers, settled }
}

t.test('a write that fails after a newer one of its key has begun does not come back', async (t) => {
  const { keeper, kept, writes, timers, settled } = slowStore()
  void keeper.keep('call', 'alive')
  void keeper.keep('call', undefined)
  writes[1]?.succeed()
  await settled()
  writes[0]?.fail()
  await settled()
  for (const run of timers) run()
  for (const write of writes.slice(2)) write.succeed()
  await settled()
  t.same([...kept], [], 'a call that has ended stays ended')
})

t.test('what failed is written again, the newest value only', async (t) => {
  const { keeper, kept, writes, timers, settled } = slowStore()
  void keeper.keep('call', 1)
  void keeper.keep('call', 2)
  writes[0]?.fail()
  writes[1]?.fail()
  await settled()
  t.equal(timers.length, 1)
  timers[0]?.()
  t.equal(writes.length, 3)
  writes[2]?.succeed()
  await settled()
  t.same([...kept], [['call', 2]])
})

t.test('on closing, what could not be written is tried until it is, three times at most', async (t) => {
  const { keeper, kept, writes, settled } = slowStore()
  void keeper.keep('call', 1)
  writes[0]?.fail()
  await settled()
  const closed = keeper.close()
  writes[1]?.fail()
  await settled()
  writes[2]?.succeed()
  await closed
  t.same([...kept], [['call', 1]])
})
