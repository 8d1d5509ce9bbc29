import t from 'tap'
import { createArrivals, createPatience } from './patience.ts'

/** A process that is as busy as this says, one after the other, and then at rest. */
function patience(...loads: number[]) {
  const rests: number[] = []
  const wait = createPatience({ busy: () => loads.shift() ?? 0, rest: async (ms) => rests.push(ms) })
  return { wait, waited: () => rests.reduce((sum, ms) => sum + ms, 0) }
}

t.test('a lead is made at once where there is room', async (t) => {
  const { wait, waited } = patience(0.5)
  await wait()
  t.equal(waited(), 0)
})

t.test('it waits while the process has its hands full, and no longer', async (t) => {
  const { wait, waited } = patience(1, 0.9, 0.2, 1)
  await wait()
  t.equal(waited(), 50)
})

t.test('it does not wait longer than a person would notice', async (t) => {
  const { wait, waited } = patience(...Array.from({ length: 1_000 }, () => 1))
  await wait()
  t.equal(waited(), 400)
})

t.test('a process that does nothing has room', async (t) => {
  await createPatience()()
  t.pass('at once')
})

t.test('many that come at the same moment do not take each other for work', async (t) => {
  const rests: number[] = []
  const wait = createPatience({ rest: async (ms) => rests.push(ms) })
  await Promise.all(Array.from({ length: 12 }, wait))
  t.same(rests, [])
})

t.test('in a flood of forms leads are begun one after the other, and without one together', async (t) => {
  const rests: number[] = []
  let perSecond = 1_000
  const wait = createPatience({
    ...{ busy: () => 0, arrivals: async () => perSecond, now: () => 5_000 },
    rest: async (ms) => rests.push(ms)
  })
  await Promise.all([wait(), wait(), wait()])
  t.same(rests, [40, 80])
  perSecond = 300
  await Promise.all([wait(), wait()])
  t.same(rests, [40, 80])
})

t.test(
  'arrivals are counted over tenths of a second, whatever is taken away and while nothing can be counted',
  async (t) => {
    const lengths: (number | undefined)[] = [100, 350, 50, undefined, 150]
    let nowMs = 0
    const arrivals = createArrivals(
      async () => lengths.shift() ?? Promise.reject(new Error('away')),
      () => nowMs
    )
    const after = async (ms: number): Promise<number> => {
      nowMs += ms
      return arrivals()
    }
    t.equal(await after(0), 0, 'once says nothing')
    t.equal(await after(50), 0)
    t.equal(await after(200), 1_000)
    t.equal(await after(250), 1_000, 'some were taken away')
    t.equal(await after(250), 1_000, 'Redis is away')
    t.equal(await after(250), 400)
  }
)

t.test('of two counts at the same moment nothing is said, however many came between them', async (t) => {
  const lengths = [100, 105]
  let nowMs = 0
  const arrivals = createArrivals(
    async () => lengths.shift() ?? 105,
    () => (nowMs += 0.1)
  )
  await Promise.all([arrivals(), arrivals()])
  t.equal(await arrivals(), 0)
})
