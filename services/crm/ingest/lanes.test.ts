import t from 'tap'
import { createLanes } from './lanes.ts'

/** Work that is done when it is told to be; `begun` says in which order it began. */
function createDesk(atOnce: number) {
  const lanes = createLanes(atOnce)
  const begun: string[] = []
  const finish = new Map<string, (err?: Error) => void>()
  const hand = (name: string, isUrgent = false): Promise<string> =>
    lanes(isUrgent, () => {
      begun.push(name)
      return new Promise((resolve, reject) => finish.set(name, (err) => (err ? reject(err) : resolve(name))))
    })
  return { begun, hand, finish: (name: string, err?: Error) => finish.get(name)?.(err) }
}

t.test('what is urgent goes first, what is not in its order, and no more at once than may be', async (t) => {
  const { begun, hand, finish } = createDesk(2)
  const all = [hand('a'), hand('b'), hand('c'), hand('d', true), hand('e'), hand('f', true)]
  t.same(begun, ['a', 'b'], 'what has begun is not interrupted')
  for (const name of ['a', 'b', 'd', 'f', 'c', 'e']) {
    finish(name)
    await all[['a', 'b', 'c', 'd', 'e', 'f'].indexOf(name)]
  }
  t.same(begun, ['a', 'b', 'd', 'f', 'c', 'e'])
  t.same(await Promise.all(all), ['a', 'b', 'c', 'd', 'e', 'f'])
})

t.test('what fails makes room, and only who handed it in hears of it', async (t) => {
  const { begun, hand, finish } = createDesk(1)
  const [bad, good] = [hand('bad'), hand('good')]
  finish('bad', new Error('no'))
  await t.rejects(bad, { message: 'no' })
  finish('good')
  t.equal(await good, 'good')
  const later = hand('later')
  t.same(begun, ['bad', 'good', 'later'], 'and an empty desk has room at once')
  finish('later')
  await later
})
