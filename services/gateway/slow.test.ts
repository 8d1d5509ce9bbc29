import { register } from 'prom-client'
import t from 'tap'
import { freshRedis } from '../../tests/redis.ts'
import { anna, at, boris, call, phone, uuid } from './calls.fixture.ts'
import { boss, startAll } from './gateway.fixture.ts'
import { until } from './page.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

interface Wire {
  pause(): void
  resume(): void
}

t.test('a page that does not read is cut off and the others hear all; it comes back and resumes', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [slow, other] = [await page(boss), await page(anna)]
  const { cursor } = await slow.resume()
  const wire = (slow.socket.io.engine.transport as unknown as { ws: Wire }).ws
  wire.pause()
  let closed = ''
  slow.socket.on('disconnect', (reason) => {
    closed = reason
  })
  const note = 'x'.repeat(250_000)
  for (let version = 1; version <= 80; version++) {
    await core.commit({ type: 'interaction', data: call(version, [phone(anna)], { note }) })
  }
  await other.next('interaction', ({ version }) => version === 80)
  const isCut = async () => /sockets_cut_total\{why="slow"\} 1/.test(await register.metrics())
  await until('the slow page to be cut off, as such and not for its missing pong', isCut)
  wire.resume()
  await until('the page to notice', () => closed !== '')
  await until('the page to be back', () => slow.socket.connected)
  const answer = await slow.resume(cursor)
  t.equal(answer.items.length, 80)
})

t.test('a frozen page loses its pop to the next one within seconds', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [first, second] = [await page(anna), await page(anna)]
  await core.commit({ type: 'interaction', data: call(1, [phone(anna)]) })
  await second.next('screen-pop')
  const wire = (second.socket.io.engine.transport as unknown as { ws: Wire }).ws
  wire.pause()
  t.teardown(() => wire.resume())
  t.match(await first.next('screen-pop', () => true, 15_000), { interaction: { id: uuid(1000) } })
})

t.test('a metric says how long a pop took from its commit', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const own = await page(boris)
  await core.commit({ type: 'interaction', data: call(1, [phone(boris, { offeredAt: at(2) })], { id: uuid(1002) }) })
  t.match(await own.next('screen-pop'), { offeredAt: at(2) })
  const text = await register.metrics()
  t.match(text, /perezvon_gateway_pop_latency_seconds_count [1-9]/)
  t.match(text, /perezvon_gateway_pops_delivered_total [1-9]/)
  t.match(text, /perezvon_gateway_sockets 1/)
})
