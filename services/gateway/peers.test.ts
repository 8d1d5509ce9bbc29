import t, { type Test } from 'tap'
import { freshRedis } from '../../tests/redis.ts'
import { createLog } from '../kit/log.ts'
import { anna, call, phone, uuid } from './calls.fixture.ts'
import { boss, startAll, startGateway } from './gateway.fixture.ts'
import { cookie, openPage, until } from './page.fixture.ts'
import { createPeers } from './peers.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

/** Two gateways of one hub; `there` is the second. */
async function startTwo(t: Test) {
  const redisUrl = await freshRedis(t)
  const one = await startAll(t, redisUrl)
  const two = await startGateway(t, redisUrl, one.core)
  await until('both to hear the channel', async () => (await one.core.listeners()) === 2)
  await until('the second to be ready', async () => (await two.gateway.ready()).length === 0)
  const there = (user: typeof anna) => openPage(t, two.url, cookie(one.core.signIn(user)))
  /** What a supervisor at the first gateway is told tells that the two have spoken. */
  const chief = await one.page(boss)
  const isOnline = (isSo: boolean) =>
    until(`anna to be ${isSo ? 'online' : 'offline'}`, () => {
      const last = chief
        .all('agent-state')
        .filter(({ user }) => user.id === anna.id)
        .at(-1)
      return last?.online === isSo
    })
  return { ...one, two, there, chief, isOnline }
}
const ringing = { type: 'interaction' as const, data: call(1, [phone(anna)]) }

t.test('a person with pages at two gateways has one pop, and the other page inherits it', async (t) => {
  const { core, page, there } = await startTwo(t)
  const [first, second] = [await page(anna), await there(anna)]
  await core.commit({ type: 'interaction', data: call(1, [phone(anna)], { id: uuid(1001) }) })
  await until('the first pop', async () => (await first.resume()).pops.length === 1)
  t.same(await second.ask('active'), { ok: true })
  // what is said after it, and heard here, tells that the first gateway knows of it
  await second.ask('ack', { interaction: uuid(1001), action: 'dismissed' })
  await first.next('screen-pop:withdrawn')
  await core.commit(ringing)
  const isSecond = ({ interaction }: { interaction: { id: string } }) => interaction.id === uuid(1000)
  await second.next('screen-pop', isSecond)
  await first.next('interaction', ({ id }) => id === uuid(1000))
  await first.settle()
  t.same(first.all('screen-pop').filter(isSecond), [])
  second.socket.disconnect()
  t.match(await first.next('screen-pop', isSecond), { interaction: { id: uuid(1000) } })
})

t.test('a pop that is dismissed at one gateway is dismissed at the other', async (t) => {
  const { core, page, there, isOnline } = await startTwo(t)
  const first = await page(anna)
  await isOnline(true)
  await core.commit(ringing)
  await first.next('screen-pop')
  const second = await there(anna)
  await second.next('screen-pop')
  await second.ask('ack', { interaction: uuid(1000), action: 'dismissed' })
  for (const one of [first, second]) t.match(await one.next('screen-pop:withdrawn'), { reason: 'dismissed' })
})

t.test('who has a page at another gateway is online, until that gateway is gone', async (t) => {
  const { there, isOnline, two } = await startTwo(t)
  await there(anna)
  await isOnline(true)
  await two.stop()
  await isOnline(false)
  t.pass('both were told')
})

t.test('of two gateways where a person was active in the same millisecond, one is the rival', async (t) => {
  const redisUrl = await freshRedis(t)
  const log = createLog('silent')
  const gateway = (id: string) => {
    const peers = createPeers({ redisUrl, log, id, now: () => 1_000, onSeat: () => {}, onDismiss: () => {} })
    peers.start()
    t.teardown(() => peers.stop())
    peers.announce('seat', 1_000)
    return peers
  }
  const [one, two] = [gateway('one'), gateway('two')]
  await until('both to know of the other', () => one.isSeated('seat') && two.isSeated('seat'))
  t.equal([one, two].filter((peers) => peers.isRivalled('seat')).length, 1)
})
