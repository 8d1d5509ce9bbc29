import t from 'tap'
import { freshRedis } from '../../tests/redis.ts'
import { FEED_CHANNEL } from '../kit/streams.ts'
import { anna, boris, call, customer, phone, uuid } from './calls.fixture.ts'
import { boss, startAll } from './gateway.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const item = (data: ReturnType<typeof call>) => ({ type: 'interaction' as const, data })
const ringing = (version: number, id = uuid(1000)) =>
  item(call(version, [customer, phone(anna)], { id, state: 'alerting' }))

t.test('items that come out of order are told in order', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const chief = await page(boss)
  const messages = [
    await core.commit(ringing(1), { isSpoken: false }),
    await core.commit(ringing(2), { isSpoken: false })
  ]
  for (const message of [...messages].reverse()) await core.speak(message)
  await chief.next('interaction', ({ version }) => version === 2)
  t.same(
    chief.all('interaction').map(({ cursor }) => cursor),
    ['1', '2']
  )
})

t.test('a lost message is filled from the core, with who calls', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [own, other] = [await page(anna), await page(boris)]
  await core.commit(ringing(1), { isSpoken: false })
  const heard = await core.commit(item(call(1, [phone(boris)], { id: uuid(1001) })))
  // While it hears something, it asks the core for what is missing only.
  const talks = setInterval(() => void core.speak(heard), 100)
  t.teardown(() => clearInterval(talks))
  const pop = await own.next('screen-pop')
  t.equal(pop.candidates[0]?.contact.displayName, 'Pyotr Petrov')
  await other.next('screen-pop')
})

t.test('the last message of all is found, too, though nothing comes after it', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const own = await page(anna)
  await core.commit(ringing(1), { isSpoken: false })
  t.ok(await own.next('screen-pop'))
})

t.test('a resume from before the memory is answered from the core', async (t) => {
  const all = await startAll(t, await freshRedis(t), async (core) => {
    for (let version = 1; version <= 30; version++) await core.commit(ringing(version), { isSpoken: false })
  })
  const own = await all.page(anna)
  await all.core.commit(ringing(31))
  await own.next('interaction')
  const answer = await own.resume('10')
  t.equal(answer.reset, false)
  t.same(
    answer.items.map(({ cursor }) => Number(cursor)),
    [...Array(21).keys()].map((i) => i + 11)
  )
  all.core.state.isAway = true
  t.match(await own.resume('10'), { reset: true, items: [], cursor: '31' })
})

t.test(
  'what a core in the same process tells is heard without Redis, and once when Redis brings it, too',
  async (t) => {
    const { core, page, nearby } = await startAll(t, await freshRedis(t))
    const [own, chief] = [await page(anna), await page(boss)]
    core.state.isAway = true
    const message = await core.commit(ringing(1), { isSpoken: false })
    nearby.tell(FEED_CHANNEL, message)
    t.ok(await own.next('screen-pop'))
    await core.speak(message)
    await core.commit(ringing(2))
    await chief.next('interaction', ({ version }) => version === 2)
    t.equal(chief.all('interaction').length, 2)
    t.notOk(nearby.isEcho(FEED_CHANNEL, message), 'it is not waited for any longer')
  }
)

t.test('nonsense on the channel is passed over', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const own = await page(anna)
  for (const text of ['', 'null', '{}', '[1]', '{"item":{"cursor":"x","data":{}}}', '{"item":']) await core.speak(text)
  await core.commit(ringing(1))
  t.ok(await own.next('screen-pop'))
})
