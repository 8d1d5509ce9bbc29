import t, { type Test } from 'tap'
import type { CallEvent } from '../../contracts/event.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import { agent, callEvent } from '../../tests/call-events.ts'
import { freshRedis } from '../../tests/redis.ts'
import { createAhead, readAhead, withEvent } from './ahead.ts'
import { anna, answered, at, boris, call, context, customer, gone, phone, uuid } from './calls.fixture.ts'
import { boss, startAll } from './gateway.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const { candidates, recent } = context
const prepared = { interaction: uuid(1000), contact: null, number: '+74951234567', candidates, recent }
const rings = (version: number, fields: Partial<CallEvent['data']> = {}) =>
  callEvent('1', version, { participants: [agent('101')], waitSeconds: 1, ...fields })
const mark = (version: number) => ({ subject: 'asterisk:pbx1:1', version })
const item = (data: Interaction) => ({ type: 'interaction' as const, data })
const waiting = call(1, [customer], { state: 'queued' })

/** A gateway that knows of a call which rings nobody yet, and what its pop will show. */
async function startKnowing(t: Test) {
  const all = await startAll(t, await freshRedis(t))
  const [own, chief] = [await all.page(anna), await all.page(boss)]
  await all.core.commit(item(waiting), { pop: null, event: mark(100) })
  await all.core.ahead(prepared)
  await chief.next('interaction')
  return { ...all, own, chief }
}

t.test('a call that is known pops when its event is heard of, and once', async (t) => {
  const { core, own, chief } = await startKnowing(t)
  await core.ahead(rings(101))
  const pop = await own.next('screen-pop')
  t.match(pop, { interaction: { id: uuid(1000), version: 1, participants: [{ user: { id: anna.id } }] }, candidates })
  t.same(pop.why, context.why)
  const answer = await own.resume()
  t.match(answer, { cursor: '1', pops: [{ interaction: { id: uuid(1000) } }] }, 'the place in the stream is as it was')
  await core.commit(item(call(2, [customer, phone(anna)], { state: 'alerting' })), { event: mark(101) })
  await chief.next('interaction', ({ version }) => version === 2)
  await core.commit(item(call(3, [customer, answered(anna, 3)])), { event: mark(102) })
  t.match(await own.next('screen-pop:withdrawn'), { reason: 'answered', interaction: { version: 3 } })
  t.equal(own.all('screen-pop').length, 1)
})

t.test('a call that has begun pops before it is an item of the stream, and is told of as any other', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [own, chief] = [await page(anna), await page(boss)]
  const begun = { ...item(waiting), cursor: '1', time: at(0), audience: { owner: null, team: null, users: [] } }
  await core.ahead({ begun, event: mark(100) })
  await core.ahead(prepared)
  await core.ahead(rings(101))
  t.match(await own.next('screen-pop'), { interaction: { id: uuid(1000) }, candidates })
  t.same(chief.all('interaction'), [], 'only what is on the disk is told to all')
  t.match(await own.resume(), { cursor: '0', pops: [{ interaction: { id: uuid(1000) } }] })
  await core.commit(item(waiting), { pop: null, event: mark(100) })
  await chief.next('interaction', ({ version }) => version === 1)
  await core.commit(item(call(2, [customer, phone(anna)], { state: 'alerting' })), { event: mark(101) })
  await chief.next('interaction', ({ version }) => version === 2)
  await core.commit(item(call(3, [customer, answered(anna, 3)])), { event: mark(102) })
  t.match(await own.next('screen-pop:withdrawn'), { reason: 'answered' })
  await core.ahead({ begun, event: mark(100) })
  await own.settle()
  t.equal(own.all('screen-pop').length, 1, 'what comes late changes nothing')
})

t.test('a page that opens between the event and its commit has the pop, too', async (t) => {
  const { core, own, page } = await startKnowing(t)
  await core.ahead(rings(101))
  await own.next('screen-pop')
  own.socket.disconnect()
  const next = await page(anna)
  t.ok(await next.next('screen-pop'))
})

t.test('an older event that is committed after a pop was shown takes nothing of it back', async (t) => {
  const { core, own, chief } = await startKnowing(t)
  const talking = answered(boris, 2)
  await core.ahead(rings(103, { state: 'connected', participants: [agent('101', { via: 'transfer' })] }))
  await own.next('screen-pop')
  await core.commit(item(call(2, [customer, talking])), { event: mark(102) })
  const transferred = call(3, [customer, talking, phone(anna, { via: 'transfer' })])
  await core.commit(item(transferred), { event: mark(103) })
  await chief.next('interaction', ({ version }) => version === 3)
  await own.settle()
  t.same(own.all('screen-pop:withdrawn'), [])
  await core.commit(item(call(4, [customer, talking, gone(anna, 'cancelled', { via: 'transfer' })])), {
    event: mark(104)
  })
  await own.next('screen-pop:withdrawn')
  t.equal(own.all('screen-pop').length, 1)
})

t.test(
  'an event that was heard before its call was known pops as soon as that is committed and prepared',
  async (t) => {
    for (const isPreparedFirst of [true, false]) {
      const all = await startAll(t, await freshRedis(t))
      const { core } = all
      const [own, chief] = [await all.page(anna), await all.page(boss)]
      const commit = () => core.commit(item(waiting), { pop: null, event: mark(100) })
      const prepare = () => core.ahead(prepared)
      await core.ahead(rings(102))
      await core.ahead(rings(101))
      if (isPreparedFirst) await prepare()
      await commit()
      await chief.next('interaction')
      if (!isPreparedFirst) t.same(own.all('screen-pop'), [], 'what it would show is not known yet')
      if (!isPreparedFirst) await prepare()
      await own.next('screen-pop')
      await core.commit(item(call(2, [customer, phone(anna)], { state: 'alerting' })), { event: mark(102) })
      await chief.next('interaction', ({ version }) => version === 2)
      await own.settle()
      t.equal(own.all('screen-pop').length, 1)
    }
  }
)

t.test('what was heard too early and is over when its call is known is not shown', async (t) => {
  let live: Interaction | undefined
  const ahead = createAhead({ userOf: () => anna, liveOf: () => live, now: () => 0 })
  t.equal(ahead.hear(rings(101)), undefined)
  live = ahead.committed(call(2, [customer], { state: 'ended', endedAt: at(9) }), mark(105))
  t.equal(ahead.again(mark(105).subject), undefined)
  t.equal(ahead.prepare(prepared), undefined)
})

t.test('in any doubt a pop waits for the core', async (t) => {
  const other = '84957654321'
  const cases: [string, CallEvent, { isKnown?: boolean; isPrepared?: boolean; afterMs?: number }][] = [
    ['a call that is not known', rings(101), { isKnown: false }],
    ['nothing is prepared', rings(101), { isPrepared: false }],
    ['what was prepared is old', rings(101), { afterMs: 10_001 }],
    ['it is committed already', rings(100), {}],
    ['another number', rings(101, { remote: { raw: other, name: null } }), {}],
    ['another line', rings(101, { line: '5550101' }), {}],
    ['calls that turned out to be one', rings(101, { merged: ['asterisk:pbx1:2'] }), {}],
    ['nobody is rung', rings(101, { participants: [] }), {}],
    ['a phone of nobody', rings(101, { participants: [agent('999')] }), {}]
  ]
  for (const [name, event, { isKnown = true, isPrepared = true, afterMs = 0 }] of cases) {
    let nowMs = 0
    const userOf = (extension: string) => (extension === '101' ? anna : undefined)
    let live: Interaction | undefined
    const ahead = createAhead({ userOf, liveOf: () => live, now: () => nowMs })
    if (isKnown) live = ahead.committed(waiting, mark(100))
    if (isPrepared) ahead.prepare(prepared)
    nowMs += afterMs
    t.equal(ahead.hear(event), undefined, name)
  }
})

t.test('a call that ended stays so, whatever is heard of it late', async (t) => {
  const ahead = createAhead({ userOf: () => anna, liveOf: () => waiting, now: () => 0 })
  ahead.prepare(prepared)
  ahead.committed(call(2, [customer], { state: 'ended', endedAt: at(9) }), mark(105))
  t.equal(ahead.hear(rings(101)), undefined)
})

t.test('what people wrote stays in what is shown ahead', async (t) => {
  const known = { ...waiting, note: 'a note', contact: { id: uuid(500), displayName: 'Pyotr Petrov' } }
  t.match(
    withEvent(known, rings(101), () => anna),
    { note: 'a note', contact: known.contact, state: 'alerting' }
  )
})

t.test('what is not of ours is not read', async (t) => {
  for (const text of ['', 'null', '5', '{}', '[]', '{"interaction":1}', JSON.stringify({ ...rings(1), data: {} })])
    t.equal(readAhead(text), undefined, text)
  t.same(readAhead(JSON.stringify(rings(1))), rings(1))
})
