import t from 'tap'
import { createPatience } from './patience.ts'

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
