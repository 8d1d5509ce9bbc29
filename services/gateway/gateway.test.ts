import t from 'tap'
import { freshRedis } from '../../tests/redis.ts'
import { anna, answered, boris, call, context, customer, gone, phone, uuid, vera } from './calls.fixture.ts'
import { boss, marketer, startAll } from './gateway.fixture.ts'
import { until } from './page.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const ringing = (version: number) => ({
  type: 'interaction' as const,
  data: call(version, [customer, phone(anna)], { state: 'alerting' })
})

t.test('a ringing phone pops on one page of the person, with who calls and why', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [first, second, other] = [await page(anna), await page(anna), await page(boris)]
  await core.commit(ringing(1))
  const pop = await second.next('screen-pop')
  t.match(pop, { interaction: { id: uuid(1000) }, candidates: context.candidates, why: { lineName: 'Sales' } })
  await Promise.all([first.settle(), other.settle()])
  t.same([first.all('screen-pop').length, second.all('screen-pop').length], [0, 1])
  t.same(other.all('screen-pop'), [])
})

t.test('the page that was active last gets the pop', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [first, second] = [await page(anna), await page(anna)]
  t.same(await first.ask('active'), { ok: true })
  await core.commit(ringing(1))
  await first.next('screen-pop')
  await second.settle()
  t.same(second.all('screen-pop'), [])
})

t.test('a pop of a page that is gone goes to the next one at once', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [first, second] = [await page(anna), await page(anna)]
  await core.commit(ringing(1))
  await second.next('screen-pop')
  second.socket.disconnect()
  t.match(await first.next('screen-pop'), { interaction: { id: uuid(1000) } })
})

t.test('a page that is reloaded or opened late gets the pop that is still true, once', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  await core.commit(ringing(1))
  const late = await page(anna)
  await late.next('screen-pop')
  const answer = await late.resume()
  t.same(
    answer.pops.map(({ interaction }) => interaction.id),
    [uuid(1000)]
  )
  late.socket.disconnect()
  const reloaded = await page(anna)
  await reloaded.next('screen-pop')
  await reloaded.resume()
  await reloaded.settle()
  t.equal(reloaded.all('screen-pop').length, 1)
})

t.test('the withdrawal reaches every page that was given the pop, with the colleague who answered', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [first, other] = [await page(anna), await page(boris)]
  const group = [customer, phone(anna), phone(boris)]
  await core.commit({ type: 'interaction', data: call(1, group, { state: 'alerting' }) })
  await first.next('screen-pop')
  const second = await page(anna)
  await second.next('screen-pop')
  await core.commit({ type: 'interaction', data: call(2, [customer, phone(anna), answered(boris, 3)]) })
  for (const one of [first, second]) {
    t.match(await one.next('screen-pop:withdrawn'), { reason: 'answered-elsewhere', by: 'Boris' })
  }
  t.match(await other.next('screen-pop:withdrawn'), { reason: 'answered', by: null })
})

t.test('who dismisses the card is rid of it on all pages, and after a reload', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const first = await page(anna)
  await core.commit(ringing(1))
  await first.next('screen-pop')
  const second = await page(anna)
  await second.next('screen-pop')
  t.same(await second.ask('ack', { interaction: uuid(1000), action: 'dismissed' }), { ok: true })
  for (const one of [first, second]) t.match(await one.next('screen-pop:withdrawn'), { reason: 'dismissed' })
  const third = await page(anna)
  t.same((await third.resume()).pops, [])
  t.same(third.all('screen-pop'), [])
})

t.test('an agent sees the calls they are in, a supervisor all, a marketer none', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const pages = [await page(anna), await page(boris), await page(boss), await page(marketer)]
  await core.commit(ringing(1))
  await core.commit({ type: 'interaction', data: call(1, [phone(vera)], { id: uuid(1001), queue: 'sales' }) })
  await core.commit({
    type: 'feed-gap',
    data: { instance: 'pbx1', from: anna.createdAt, to: anna.createdAt, reason: 'x' }
  })
  await Promise.all(pages.map((one) => one.next('feed-gap')))
  await pages[2]?.next('queue')
  t.same(
    pages.map((one) => one.all('interaction').map(({ id }) => id)),
    [[uuid(1000)], [], [uuid(1000), uuid(1001)], []]
  )
  t.same(
    pages.map((one) => one.all('queue').length),
    [0, 0, 1, 0]
  )
  const lives = await Promise.all(pages.map((one) => one.resume()))
  t.same(
    lives.map(({ live }) => live.length),
    [1, 0, 2, 0]
  )
  t.same(
    lives.map(({ queues }) => queues),
    [[], [], [{ queue: 'sales', depth: 1, waiting: [uuid(1001)] }], []]
  )
})

t.test('the state of an agent follows their page and their phone', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const chief = await page(boss)
  const isSo = (state: string) => chief.next('agent-state', (told) => told.user.id === anna.id && told.state === state)
  const own = await page(anna)
  t.match(await isSo('available'), { online: true, interaction: null, user: { name: 'Anna' } })
  await core.commit(ringing(1))
  t.match(await isSo('ringing'), { interaction: uuid(1000) })
  await core.commit({ type: 'interaction', data: call(2, [customer, answered(anna, 3)]) })
  await isSo('busy')
  await own.next('agent-state', ({ state }) => state === 'busy')
  const end = call(3, [gone(anna, 'answered')], { state: 'ended', outcome: 'answered' })
  await core.commit({ type: 'interaction', data: end })
  await until('available again', () => chief.all('agent-state').at(-1)?.state === 'available')
  const asked = call(4, [phone(anna, { via: 'click-to-call', state: 'initiated' })], { id: uuid(1001) })
  await core.commit({ type: 'interaction', data: asked })
  await until('they asked for a call: their phone is about to ring', () =>
    chief.all('agent-state').some(({ state, interaction }) => state === 'ringing' && interaction === uuid(1001))
  )
  const refused = { id: uuid(1001), state: 'ended', outcome: 'failed' } as const
  await core.commit({ type: 'interaction', data: call(5, [gone(anna, 'failed')], refused) })
  own.socket.disconnect()
  t.match(await isSo('offline'), { online: false })
})

t.test('resume answers what was missed, in order and without loss, and what the person may see', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const first = await page(anna)
  const { cursor, reset } = await first.resume()
  t.equal(reset, true, 'without a cursor all is new')
  first.socket.disconnect()
  for (let version = 1; version <= 20; version++) await core.commit(ringing(version))
  await core.commit({ type: 'interaction', data: call(1, [phone(boris)], { id: uuid(1001) }) })
  const back = await page(anna)
  await until('the gateway to know all', async () => (await back.resume()).cursor === '21')
  const answer = await back.resume(cursor)
  t.equal(answer.reset, false)
  t.same(
    answer.items.map((item) => item.type === 'interaction' && item.data.version),
    [...Array(20).keys()].map((i) => i + 1)
  )
  t.match(answer, { live: [{ version: 20 }], pops: [{ interaction: { version: 20 } }] })
  t.equal((await back.resume('99999')).reset, true, 'a cursor of the future is unknown')
  t.equal((await back.resume('no number')).reset, true)
})

t.test('with many changes under way every item is in an answer or comes as an event', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const one = await page(anna)
  const seen = new Set<string>()
  let { cursor } = await one.resume()
  const writing = (async () => {
    for (let version = 1; version <= 300; version++) await core.commit(ringing(version))
  })()
  for (let round = 0; round < 10; round++) {
    const answer = await one.resume(cursor)
    for (const item of answer.items) seen.add(item.cursor)
    cursor = answer.cursor
    one.socket.disconnect().connect()
    await until('connected again', () => one.socket.connected)
  }
  await writing
  const last = await one.resume(cursor)
  for (const item of last.items) seen.add(item.cursor)
  for (const change of one.all('interaction')) seen.add(change.cursor)
  await until('the last change', () => one.all('interaction').at(-1)?.cursor === '300' || last.cursor === '300')
  t.equal(seen.size, 300)
})
