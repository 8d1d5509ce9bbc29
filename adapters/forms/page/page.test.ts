import { createHash } from 'node:crypto'
import t from 'tap'
import { asksForReach, holdsReach } from './lead-form.ts'
import { drop, isTooLong, keep, unsent } from './outbox.ts'
import { isDone, tryWork } from './work.ts'

t.test('the work of a page is what SHA-256 says it is', async (t) => {
  const bitsOf = (text: string): number => Math.clz32(createHash('sha256').update(text).digest().readUInt32BE())
  for (let n = 0; n < 300; n++) {
    const bits = bitsOf(`order-1:${'f'.repeat(n % 90)}:${n}`)
    t.ok(isDone('order-1', 'f'.repeat(n % 90), String(n), bits), `${n}`)
    t.notOk(isDone('order-1', 'f'.repeat(n % 90), String(n), bits + 1))
  }
  const found = tryWork('order-1', 'a'.repeat(32), 10, 0, 100_000)
  t.ok(found !== undefined && bitsOf(`order-1:${'a'.repeat(32)}:${found}`) >= 10)
  t.equal(tryWork('order-1', 'a'.repeat(32), 32, 0, 100), undefined)
  t.ok(isDone('order-1', 'x', 'y', 0), 'no work is always done')
})

t.test('a form of the page is one of ours when it asks how somebody can be reached, and for no password', async (t) => {
  const field = (name: string, type = 'text', value = '') => ({ name, type, value })
  t.ok(asksForReach([field('q1'), field('Телефон')]))
  t.ok(asksForReach([field('x', 'email')]))
  t.notOk(asksForReach([field('q', 'search')]))
  t.notOk(asksForReach([field('email', 'email'), field('pw', 'password')]))
  t.notOk(holdsReach([field('phone', 'tel', ' ')]))
  t.ok(holdsReach([field('phone', 'tel', '8916')]))
})

t.test('what could not be sent is kept once, the last twenty for a week', async (t) => {
  const held = new Map<string, string>()
  const store = {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name)
  }
  for (let n = 0; n < 25; n++) keep(store, { to: 'https://hub.example/f/order', body: `n=${n}`, atMs: n })
  keep(store, { to: 'https://hub.example/f/order', body: 'n=24', atMs: 24 })
  t.strictSame(
    unsent(store, 100).map(({ body }) => body),
    Array.from({ length: 20 }, (_, n) => `n=${n + 5}`)
  )
  drop(store, 'n=24')
  t.equal(unsent(store, 100).length, 19)
  t.equal(unsent(store, 8 * 86_400_000).length, 0)
  held.set('perezvon.outbox', '{"not":"ours"}')
  t.strictSame(unsent(store, 100), [])
  t.ok(isTooLong('x'.repeat(50_001)))
})
