import t from 'tap'
import { backoffMs } from './backoff.ts'
import { boundedQueue } from './bounded-queue.ts'
import { headerName, lineSafe, UnsafeValue } from './line-safe.ts'

t.test('the wait grows from the first delay to the longest and is spread by half', async (t) => {
  const backoff = { firstMs: 250, maxMs: 10_000 }
  t.strictSame(
    [0, 1, 2, 6, 1000].map((tries) => backoffMs(backoff, tries, 1)),
    [250, 500, 1000, 10_000, 10_000]
  )
  t.equal(backoffMs(backoff, 0, 0), 125)
})

t.test('a queue gives back in order and never holds more than its limit', async (t) => {
  const queue = boundedQueue<number>(5000)
  const taken = Array.from({ length: 5000 }, (_, item) => queue.push(item))
  t.ok(taken.every(Boolean))
  t.notOk(queue.push(1))
  for (let item = 0; item < 5000; item++) if (queue.shift() !== item) t.fail('out of order')
  t.equal(queue.shift(), undefined)
  t.equal(queue.length, 0)
})

t.test('what would break out of its line is refused', async (t) => {
  t.equal(lineSafe('name', 'Анна'), 'Анна')
  for (const bad of ['a\rb', 'a\nb', 'a\0b', 'x'.repeat(5000)]) t.throws(() => lineSafe('name', bad), UnsafeValue)
  for (const bad of ['', 'A: b', 'A\r\nB', 'Ключ']) t.throws(() => headerName(bad), UnsafeValue)
})
