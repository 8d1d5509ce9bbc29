import pino from 'pino'
import t from 'tap'
import type { BegunCall } from '../../../contracts/feed.ts'
import { callEvent } from '../../../tests/call-events.ts'
import { until } from '../../../tests/until.ts'
import { createNearby } from '../../kit/nearby.ts'
import { AHEAD_CHANNEL, CONTACT_EVENTS } from '../../kit/streams.ts'
import { startCore } from '../harness.test.ts'
import { createEarly } from './early.ts'

function start({ fails = 0 } = {}) {
  const taken: string[] = []
  let left = fails
  const early = createEarly(
    async (message) => {
      taken.push((message as { id: string }).id)
      if (left-- > 0) throw new Error('the database is away')
    },
    pino({ level: 'silent' })
  )
  return { taken, early }
}

t.test('what was heard is taken once, and done with when the stream brings it', async (t) => {
  const { taken, early } = start()
  early.hear(JSON.stringify({ id: 'a' }))
  await early.handle({ id: 'a' })
  t.same(taken, ['a'])
  await early.handle({ id: 'a' })
  t.same(taken, ['a', 'a'], 'the stream may bring it again: who takes it bears that')
})

t.test('what could not be taken early is taken when the stream brings it, and its fault is told there', async (t) => {
  const { taken, early } = start({ fails: 2 })
  early.hear(JSON.stringify({ id: 'a' }))
  await t.rejects(early.handle({ id: 'a' }), { message: 'the database is away' })
  await early.handle({ id: 'a' })
  t.same(taken, ['a', 'a', 'a'])
})

t.test('what nobody heard, and what has no id, is taken from the stream', async (t) => {
  const { taken, early } = start()
  await early.handle({ id: 'b' })
  await t.rejects(early.handle(null), TypeError, 'who takes it says what is wrong with it')
  t.same(taken, ['b'])
})

t.test('of what the stream never brings only so much is remembered', async (t) => {
  const { taken, early } = start()
  for (let n = 0; n <= 1_000; n++) early.hear(JSON.stringify({ id: String(n) }))
  await early.handle({ id: '0' })
  await early.handle({ id: '1000' })
  t.equal(taken.filter((id) => id === '0').length, 2, 'forgotten')
  t.equal(taken.filter((id) => id === '1000').length, 1)
})

t.test('a core takes a call that begins in its process without the stream, and gateways know it at once', async (t) => {
  const nearby = createNearby()
  const begun: BegunCall[] = []
  nearby.listen(AHEAD_CHANNEL, (text) => {
    const told = JSON.parse(text)
    if ('begun' in told) begun.push(told)
  })
  const core = await startCore(t, { nearby })
  const event = callEvent('1', 7, { participants: [] }, 'call.initiated')
  nearby.hand(CONTACT_EVENTS, JSON.stringify(event))
  await until(() => core.told.length > 0)
  t.match(core.told, [{ item: { type: 'interaction', data: { version: 1 } }, event: { version: 7 } }])
  const [item] = core.told.map((message) => message.item)
  t.match(begun, [{ begun: { cursor: item?.cursor }, event: { subject: event.subject, version: 7 } }])
  await core.emit(event, callEvent('1', 8, { state: 'connected', participants: [] }, 'call.connected'))
  await until(() => core.told.length > 1)
  t.equal(begun.length, 1, 'once')
  t.match((await core.ask('GET', '/api/v1/interactions')).body.items, [{ state: 'connected', version: 2 }])
})
