import t from 'tap'
import type { Lead } from '../../contracts/lead.ts'
import type { LeadOffer } from '../../contracts/lead-offer.ts'
import type { User } from '../../contracts/rest.ts'
import { freshRedis } from '../../tests/redis.ts'
import { anna, at, boris, call, context, customer, gone, phone, uuid } from './calls.fixture.ts'
import { boss, marketer, startAll } from './gateway.fixture.ts'
import { createLeadPops } from './lead-pops.ts'
import { until } from './page.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const lead: Lead = {
  ...{ id: uuid(700), form: { id: null, key: 'order', name: 'Order' }, line: 'order', source: 'yandex' },
  ...{ contact: null, state: 'new', owner: null, team: null, name: 'Olga', phone: '+79161234567', email: null },
  ...{ text: 'Call me', touch: { first: null, last: null }, visit: null, page: null, interaction: uuid(701) },
  ...{ submissions: 1, spam: [], createdAt: at(0), lastAt: at(0), takenAt: null, firstTouchAt: null },
  ...{ closedAt: null, version: 1 }
}
const submission = call(1, [], { id: uuid(701), channel: 'form', state: 'ended', endedAt: at(0), line: 'order' })
const offer = (user: User, n: number, over: Partial<LeadOffer> = {}): LeadOffer => ({
  ...{ id: uuid(n), lead, interaction: submission, user: { id: user.id, name: user.name } },
  ...{ kind: 'person', why: 'rule', rule: 'All', offeredAt: at(1), until: at(31), callAt: null, call: null },
  ...{ outcome: null, by: null },
  ...over
})
const item = (data: LeadOffer) => ({ type: 'lead-offer' as const, data })

t.test('a lead pops on one page of the person it is before, with what was written, and on nobody else’s', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [first, second, other, chief] = [await page(anna), await page(anna), await page(boris), await page(boss)]
  await core.commit(item(offer(anna, 800)))
  const pop = await second.next('screen-pop')
  t.match(pop, {
    interaction: { id: uuid(701), channel: 'form' },
    candidates: context.candidates,
    lead: { offer: uuid(800), why: 'rule', until: at(31), lead: { id: uuid(700), text: 'Call me' } }
  })
  await Promise.all([first.settle(), other.settle(), chief.settle()])
  t.same(
    [first, other, chief].map((one) => one.all('screen-pop').length),
    [0, 0, 0]
  )
  second.socket.disconnect()
  await first.next('screen-pop')
  const reloaded = await page(anna)
  t.same(
    (await reloaded.resume()).pops.map((one) => one.lead?.offer),
    [uuid(800)]
  )
})

t.test('a card that changed is shown again where it is, and goes with the reason when its time is over', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [hers, idle] = [await page(anna), await page(boris)]
  await core.commit(item(offer(anna, 800, { call: 'due', callAt: at(10) })))
  await core.commit(item(offer(anna, 800, { call: 'stopped' })))
  const stopped = await hers.next('screen-pop', (pop) => pop.lead?.call === 'stopped')
  t.equal(stopped.lead?.callAt, null)
  await core.commit(item(offer(anna, 800, { outcome: 'expired' })))
  t.match(await hers.next('screen-pop:withdrawn'), { interaction: { id: uuid(701) }, reason: 'time-out', by: null })
  await core.commit(item(offer(boris, 801)))
  await idle.next('screen-pop')
  t.same((await hers.resume()).pops, [])
})

t.test('of several who have it before them the others are told who took it', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [one, other] = [await page(boss), await page(anna)]
  await core.commit(item(offer(boss, 800, { kind: 'supervisor', why: 'not-taken', until: null })))
  await core.commit(item(offer(anna, 801)))
  await core.commit(item(offer(boss, 800, { kind: 'supervisor', outcome: 'withdrawn', by: 'Anna' })))
  await core.commit(item(offer(anna, 801, { outcome: 'taken', by: 'Anna' })))
  t.match(await one.next('screen-pop:withdrawn'), { reason: 'taken-elsewhere', by: 'Anna' })
  t.match(await other.next('screen-pop:withdrawn'), { reason: 'taken' })
})

t.test('who dismisses the card of a lead declines it: the core is told, and says that it is gone', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const hers = await page(anna)
  await core.commit(item(offer(anna, 800)))
  await hers.next('screen-pop')
  t.same(await hers.ask('ack', { interaction: uuid(701), action: 'shown' }), { ok: true })
  t.same(await hers.ask('ack', { interaction: uuid(701), action: 'dismissed' }), { ok: true })
  t.same(core.state.declined, [{ lead: uuid(700), user: anna.id }])
  core.state.isAway = true
  t.match(await hers.ask('ack', { interaction: uuid(701), action: 'dismissed' }), { ok: false, type: /unavailable/ })
})

t.test('a gateway that missed what became of a lead learns it from the snapshot', async (t) => {
  const redisUrl = await freshRedis(t)
  const { core, page } = await startAll(t, redisUrl, async (core) => {
    await core.commit(item(offer(anna, 800)))
  })
  const hers = await page(anna)
  t.match(await hers.next('screen-pop'), { lead: { offer: uuid(800) }, candidates: context.candidates })
  await core.commit(item(offer(anna, 800, { outcome: 'withdrawn' })), { isSpoken: false })
  t.match(await hers.next('screen-pop:withdrawn'), { reason: 'closed' })
})

t.test('marketers get no cards; the stream tells of offers those who oversee and the person', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [hers, his, marks, chief] = [await page(anna), await page(boris), await page(marketer), await page(boss)]
  const cursor = (await hers.resume()).cursor
  await core.commit(item(offer(anna, 800)))
  await core.commit(item(offer(marketer, 801)))
  await hers.next('screen-pop')
  const told = async (one: typeof hers): Promise<number> => (await one.resume(cursor)).items.length
  await until('all to be applied', async () => (await told(chief)) === 2)
  t.same([await told(hers), await told(his)], [1, 0])
  t.same(marks.all('screen-pop'), [])
})

t.test('an older word brings no card back, and a snapshot takes away only what it could know of', async (t) => {
  const pops = createLeadPops()
  pops.apply(offer(anna, 800), null, 5)
  t.same(pops.apply(offer(anna, 800, { call: 'due' }), null, 4), [])
  t.same(pops.gone(new Set(), 4), [])
  t.match(pops.gone(new Set(), 5), [{ kind: 'withdraw', withdrawn: { reason: 'closed' } }])
  t.same(pops.apply(offer(anna, 800), null, 6), [])
  t.same(pops.popsOf(anna.id), [])
})

t.test('a lead that was made of a call has a card of its own, whatever became of the card of the call', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [hers, chief] = [await page(anna), await page(boss)]
  const ringing = call(1, [customer, phone(anna)], { id: uuid(701), state: 'alerting' })
  await core.commit({ type: 'interaction', data: ringing }, { pop: context })
  await hers.next('screen-pop')
  t.same(await hers.ask('ack', { interaction: uuid(701), action: 'dismissed' }), { ok: true })
  const over = call(2, [customer, gone(anna, 'no-answer')], { id: uuid(701), state: 'ended', endedAt: at(9) })
  await core.commit({ type: 'interaction', data: over })
  await chief.next('interaction', ({ version }) => version === 2)
  await core.commit(item(offer(anna, 800, { interaction: over })))
  t.match(await hers.next('screen-pop', (pop) => pop.lead !== undefined), { lead: { offer: uuid(800) } })
  await core.commit(item(offer(anna, 800, { interaction: over, outcome: 'expired' })))
  t.match(await hers.next('screen-pop:withdrawn', ({ reason }) => reason === 'time-out'), {
    interaction: { id: uuid(701) }
  })
})
