import t from 'tap'
import { freshRedis, redisServer } from '../../tests/redis.ts'
import { anna, answered, boris, call, customer, gone, phone, uuid } from './calls.fixture.ts'
import { boss, startAll } from './gateway.fixture.ts'
import { until } from './page.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const item = (data: ReturnType<typeof call>) => ({ type: 'interaction' as const, data })
const ringing = (version: number, id = uuid(1000)) =>
  item(call(version, [customer, phone(anna)], { id, state: 'alerting' }))
const ended = (version: number) => item(call(version, [gone(anna, 'cancelled')], { state: 'ended', outcome: 'missed' }))

t.test('with the core away a hole is passed, and mended when it is back', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [own, chief] = [await page(anna), await page(boss)]
  core.state.isAway = true
  await core.commit(ringing(1, uuid(1001)), { isSpoken: false })
  await core.commit(ringing(1))
  t.match(await own.next('screen-pop'), { interaction: { id: uuid(1000) } })
  core.state.isAway = false
  await own.next('screen-pop', ({ interaction }) => interaction.id === uuid(1001))
  await chief.next('interaction', ({ id }) => id === uuid(1001))
})

t.test('what changed while Redis was away is told when it is back: pops that are no longer true go', async (t) => {
  const redis = await redisServer(t)
  const { core, page } = await startAll(t, redis.url)
  const [own, other] = [await page(anna), await page(boris)]
  await core.commit(ringing(1))
  await own.next('screen-pop')
  await redis.kill()
  await core.commit(ended(2), { isSpoken: false })
  await core.commit(item(call(1, [phone(boris)], { id: uuid(1001) })), { isSpoken: false })
  t.match(await own.next('screen-pop:withdrawn'), { reason: 'caller-hung-up' })
  await other.next('screen-pop')
  await redis.start()
  await until('the gateway to listen again', async () => (await core.listeners().catch(() => 0)) === 1)
  await core.commit(item(call(2, [answered(boris, 5)], { id: uuid(1001) })))
  t.match(await other.next('screen-pop:withdrawn'), { reason: 'answered' })
})

t.test('a call that the core no longer knows as live is shown as ended, and its pop goes', async (t) => {
  const redis = await redisServer(t)
  const { core, page } = await startAll(t, redis.url)
  const own = await page(anna)
  await core.commit(ringing(1))
  await own.next('screen-pop')
  await redis.kill()
  core.state.live.clear()
  await redis.start()
  t.match(await own.next('screen-pop:withdrawn'), { reason: 'ended' })
  t.match(await own.next('interaction', ({ state }) => state === 'ended'), { estimated: ['endedAt'] })
  t.same((await own.resume()).live, [])
})

t.test('a core that went back to an older state is believed, and pages read all anew', async (t) => {
  const redis = await redisServer(t)
  const { core, page } = await startAll(t, redis.url)
  const own = await page(anna)
  for (let version = 1; version <= 5; version++) await core.commit(ringing(version))
  await own.next('interaction', ({ version }) => version === 5)
  await redis.kill()
  core.state.items.splice(2)
  core.state.live.clear()
  core.state.live.set(uuid(1000), {
    interaction: ringing(2).data,
    pop: null,
    audience: { owner: null, team: null, users: [] }
  })
  await redis.start()
  await until('the older state', async () => (await own.resume()).cursor === '2')
  t.match(await own.resume('5'), { reset: true, live: [{ version: 2 }], pops: [{ interaction: { version: 2 } }] })
  await core.commit(item(call(3, [customer, answered(anna, 4)])))
  await own.next('interaction', ({ state }) => state === 'connected')
})
