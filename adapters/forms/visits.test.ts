import t from 'tap'
import { Value } from 'typebox/value'
import type { InboundResponse } from '../../contracts/adapter.ts'
import { HubError } from '../../contracts/errors.ts'
import { ContactEvent, type VisitEvent } from '../../contracts/event.ts'
import type { TakenForm } from '../../contracts/form.ts'
import { FORM } from './test-intake.ts'
import { createVisits } from './visits.ts'

const NUMBER = { address: '5550111', number: '+74955550111', text: '8 495 555-01-11' }
const SHOP = 'https://shop.example'
const NOW_MS = Date.parse('2026-01-15T09:00:00.000Z')

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** The visits of one form whose only number goes to whoever asks first. */
function openVisits(fields: Partial<TakenForm> = {}) {
  const form: TakenForm = { ...FORM, origins: [SHOP], numbers: [NUMBER], ...fields }
  const told: VisitEvent[] = []
  let holder: string | undefined
  let isAway = false
  const visits = createVisits(
    {
      instance: 'site',
      clock: { now: () => NOW_MS, after: () => () => undefined },
      count: () => {},
      async emit(event) {
        if (isAway) throw new HubError('unavailable', 'the message store is away')
        told.push(event as VisitEvent)
      },
      holds: {
        async take(visit, [thing = ''], holdMs) {
          holder ??= visit
          const [sinceMs, untilMs, nowMs] = [NOW_MS, NOW_MS + holdMs, NOW_MS]
          return holder === visit ? { thing, sinceMs, untilMs, nowMs } : undefined
        }
      }
    },
    { current: () => new Map([[form.key, form]]) }
  )
  return {
    told,
    fail: () => {
      isAway = true
    },
    send(body: unknown, more: { method?: string; origin?: string; address?: string } = {}): Promise<InboundResponse> {
      const { method = 'POST', origin = SHOP, address = '203.0.113.7' } = more
      return visits({
        ...{ method, path: `${form.key}/visit`, query: {}, queryString: '', remoteAddress: address },
        ...{ headers: { origin, 'content-type': 'text/plain' }, body: new Uint8Array() },
        stream: once(typeof body === 'string' ? body : JSON.stringify(body))
      })
    }
  }
}

const ANNA = {
  ...{ visit: 'anna_1', number: true, page: `${SHOP}/sofas?utm_source=yandex` },
  ...{ first: { utmSource: 'vk', odd: 1 }, last: { utmSource: 'yandex', yclid: '77', utmTerm: 'x'.repeat(9_000) } }
}
const answerOf = ({ body }: InboundResponse): unknown => JSON.parse(String(body))

t.test('a visit gets a number, and whose it is is durable before the page shows it', async (t) => {
  const visits = openVisits()
  const answer = await visits.send(ANNA)
  t.match(answer, { status: 200, headers: { 'access-control-allow-origin': SHOP, 'cache-control': 'no-store' } })
  t.same(answerOf(answer), { number: '+74955550111', text: '8 495 555-01-11', seconds: 90 })
  t.match(visits.told, [
    {
      ...{ type: 'web.visit', subject: 'forms:site:form-1:anna_1' },
      data: {
        ...{ form: 'form-1', visit: 'anna_1', page: ANNA.page, first: { utmSource: 'vk' } },
        last: { utmSource: 'yandex', yclid: '77', utmTerm: 'x'.repeat(500) },
        number: {
          ...{ address: '5550111', since: '2026-01-15T09:00:00.000Z', until: '2026-01-15T09:01:30.000Z' },
          restUntil: '2026-01-15T09:11:30.000Z'
        }
      }
    }
  ])
  t.ok(Value.Check(ContactEvent, visits.told[0]))
  t.same(visits.told[0]?.data.first, { utmSource: 'vk' }, 'what nobody knows is not taken')
  visits.fail()
  t.match(await visits.send(ANNA), { status: 503, headers: { 'retry-after': '2' } })
})

t.test('when all numbers are in use, the page keeps its own', async (t) => {
  const visits = openVisits()
  await visits.send(ANNA)
  t.same(answerOf(await visits.send({ ...ANNA, visit: 'oleg' })), { number: null, text: null, seconds: 90 })
  t.equal(visits.told.length, 1)
})

t.test('a page without a place for a number takes none, and a form without numbers has none', async (t) => {
  const visits = openVisits()
  t.match(answerOf(await visits.send({ ...ANNA, number: false })), { number: null })
  t.match(answerOf(await openVisits({ numbers: [] }).send(ANNA)), { number: null })
  t.equal(visits.told.length, 0)
})

t.test('what tells of no visit is refused', async (t) => {
  const visits = openVisits()
  for (const [body, status] of [
    ['', 400],
    ['[]', 400],
    ['{"visit":', 400],
    [{ visit: '' }, 400],
    [{ visit: 'a b' }, 400],
    [{ visit: '../../x' }, 400],
    [{ visit: 'v'.repeat(65) }, 400],
    [{ visit: 'v', page: 'x'.repeat(70_000) }, 413]
  ] as const) {
    t.equal((await visits.send(body)).status, status, JSON.stringify(body).slice(0, 40))
  }
  t.equal((await visits.send('', { method: 'GET' })).status, 405)
  t.match(await visits.send({ ...ANNA, page: 'javascript:alert(1)', first: 'x', last: [] }), { status: 200 })
  t.match(visits.told, [{ data: { page: null, first: null, last: null } }])
})

t.test('only pages of the form are told of numbers', async (t) => {
  const visits = openVisits()
  t.equal((await visits.send(ANNA, { origin: 'https://evil.example' })).status, 403)
  t.equal((await visits.send('', { method: 'OPTIONS' })).status, 204)
  t.equal((await openVisits({ isActive: false }).send(ANNA)).status, 404)
  t.equal(visits.told.length, 0)
})

t.test('a program that asks without end is told to wait, others go on', async (t) => {
  const visits = openVisits({ perAddressPerMinute: 2 })
  const statuses: number[] = []
  for (let n = 0; n < 30; n++) statuses.push((await visits.send(ANNA)).status)
  t.same(
    statuses.map((status) => status === 200),
    statuses.map((_, n) => n < 20)
  )
  t.equal((await visits.send(ANNA, { address: '203.0.113.8' })).status, 200)
})
