import t from 'tap'
import { anna, at, call, phone } from './calls.fixture.ts'
import { createHistory, readCursor } from './history.ts'
import { createRate } from './rate.ts'
import { createSequence } from './sequence.ts'

const item = (cursor: number) => ({
  cursor: String(cursor),
  time: at(cursor),
  type: 'interaction' as const,
  data: call(cursor, [phone(anna)]),
  audience: { owner: null, team: null, users: [anna.id] }
})

t.test('what comes early waits its turn, what comes twice is dropped', async (t) => {
  const sequence = createSequence<string>()
  t.same(sequence.accept(8, 'h'), [], 'before the start nothing is in turn')
  t.same(sequence.startAfter(4), [])
  t.same(sequence.accept(6, 'f'), [])
  t.equal(sequence.hasHole(), true)
  t.same(sequence.accept(4, 'd'), [])
  t.same(sequence.accept(5, 'e'), ['e', 'f'])
  t.same(sequence.accept(5, 'e'), [])
  t.same(sequence.accept(7, 'g'), ['g', 'h'])
  t.equal(sequence.hasHole(), false)
})

t.test('a hole that is given up is passed, and what comes late for it is dropped', async (t) => {
  const sequence = createSequence<string>()
  sequence.startAfter(1)
  sequence.accept(4, 'd')
  sequence.accept(6, 'f')
  t.same(sequence.skip(), ['d'])
  t.same(sequence.accept(3, 'c'), [])
  t.same(sequence.accept(5, 'e'), ['e', 'f'])
})

t.test('what waits is bounded: the oldest goes', async (t) => {
  const sequence = createSequence<number>(2)
  sequence.startAfter(0)
  for (const n of [2, 3, 4]) sequence.accept(n, n)
  t.same(sequence.skip(), [3, 4])
})

t.test('the history answers what came since, and says when it does not know', async (t) => {
  const history = createHistory(10)
  history.restart(100)
  for (let cursor = 101; cursor <= 130; cursor++) history.push(item(cursor))
  t.same(
    history.since(127)?.map(({ cursor }) => cursor),
    ['128', '129', '130']
  )
  t.same(history.since(130), [])
  t.equal(history.since(131), undefined)
  t.equal(history.since(101), undefined, 'too old')
  history.push(item(140))
  t.equal(history.since(130), undefined, 'nothing is known of what was skipped')
  t.same(
    history.since(139)?.map(({ cursor }) => cursor),
    ['140']
  )
})

t.test('a cursor is decimal', async (t) => {
  t.same(['12', '0', '', '-1', '1e3', '99999999999999999999', 'x'].map(readCursor), [12, 0, ...Array(5)])
})

t.test('a rate allows a burst, and then so many a second', async (t) => {
  const rate = createRate({ burst: 2, perSecond: 10 }, 0)
  t.same(
    [0, 0, 0, 100, 100].map((nowMs) => rate.take(nowMs)),
    [true, true, false, true, false]
  )
})
