import t from 'tap'
import { createNearby } from './nearby.ts'

t.test('who listens in the process hears at once, and what Redis then brings is known to be the same', async (t) => {
  const nearby = createNearby()
  const heard: string[] = []
  nearby.listen('a', (text) => void heard.push(text))
  nearby.tell('a', 'one')
  nearby.tell('b', 'two')
  t.same(heard, ['one'])
  t.ok(nearby.isEcho('a', 'one'))
  t.notOk(nearby.isEcho('a', 'one'), 'it comes once')
  t.notOk(nearby.isEcho('b', 'two'), 'nobody heard it here')
  t.notOk(nearby.isEcho('a', 'three'), 'another process told it')
})

t.test('what Redis does not bring leaves no echo behind', async (t) => {
  const nearby = createNearby()
  const heard: string[] = []
  nearby.listen('a', (text) => void heard.push(text))
  nearby.hand('a', 'one')
  nearby.hand('b', 'two')
  t.same(heard, ['one'])
  t.notOk(nearby.isEcho('a', 'one'))
})

t.test('who no longer listens hears nothing', async (t) => {
  const nearby = createNearby()
  const heard: string[] = []
  const stop = nearby.listen('a', (text) => void heard.push(text))
  stop()
  nearby.tell('a', 'one')
  t.same(heard, [])
  t.notOk(nearby.isEcho('a', 'one'))
})

t.test('of echoes that never come only the latest are waited for', async (t) => {
  const nearby = createNearby()
  nearby.listen('a', () => {})
  for (let n = 0; n < 600; n++) nearby.tell('a', String(n))
  t.notOk(nearby.isEcho('a', '0'))
  t.ok(nearby.isEcho('a', '599'))
})
