import pino from 'pino'
import t from 'tap'
import { createEarly } from './early.ts'

function start({ fails = 0 } = {}) {
  const taken: string[] = []
  let left = fails
  const early = createEarly(
    async (message) => {
      taken.push((message as { id: string }).id)
      if (left-- > 0) throw new Error('the database is away')
    },
    pino({ level: 'silent' })
  )
  return { taken, early }
}

t.test('what was heard is taken once, and done with when the stream brings it', async (t) => {
  const { taken, early } = start()
  early.hear(JSON.stringify({ id: 'a' }))
  await early.handle({ id: 'a' })
  t.same(taken, ['a'])
  await early.handle({ id: 'a' })
  t.same(taken, ['a', 'a'], 'the stream may bring it again: who takes it bears that')
})

t.test('what could not be taken early is taken when the stream brings it, and its fault is told there', async (t) => {
  const { taken, early } = start({ fails: 2 })
  early.hear(JSON.stringify({ id: 'a' }))
  await t.rejects(early.handle({ id: 'a' }), { message: 'the database is away' })
  await early.handle({ id: 'a' })
  t.same(taken, ['a', 'a', 'a'])
})

t.test('what nobody heard, and what has no id, is taken from the stream', async (t) => {
  const { taken, early } = start()
  await early.handle({ id: 'b' })
  await t.rejects(early.handle(null), TypeError, 'who takes it says what is wrong with it')
  t.same(taken, ['b'])
})

t.test('of what the stream never brings only so much is remembered', async (t) => {
  const { taken, early } = start()
  for (let n = 0; n <= 1_000; n++) early.hear(JSON.stringify({ id: String(n) }))
  await early.handle({ id: '0' })
  await early.handle({ id: '1000' })
  t.equal(taken.filter((id) => id === '0').length, 2, 'forgotten')
  t.equal(taken.filter((id) => id === '1000').length, 1)
})
