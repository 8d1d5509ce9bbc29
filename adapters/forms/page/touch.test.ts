import t from 'tap'
import { countersOf, type PageView, readVisits, type Visits, visited } from './touch.ts'

const DAY = 86_400_000
const START = Date.parse('2026-03-01T09:00:00.000Z')
const view = (nowMs: number, query = '', referrer = ''): PageView => ({
  ...{ nowMs, referrer, url: `https://shop.example/price${query}#order`, cookies: '' }
})

/** Opens pages one after the other; visits are called v1, v2, … */
function visitor() {
  let made = 0
  let kept: Visits | undefined
  return (page: PageView): Visits => {
    kept = visited(kept, page, () => `v${++made}`)
    return kept
  }
}

t.test('the first visit stays, the last one is the last that came from somewhere', async (t) => {
  const open = visitor()
  t.strictSame(open(view(START, '?utm_source=yandex&utm_campaign=doors&yclid=7')), {
    visit: 'v1',
    seenMs: START,
    ...Object.fromEntries(
      ['first', 'last'].map((name) => [
        name,
        {
          at: '2026-03-01T09:00:00.000Z',
          landing: 'https://shop.example/price?utm_source=yandex&utm_campaign=doors&yclid=7',
          ...{ utmSource: 'yandex', utmCampaign: 'doors', yclid: '7' }
        }
      ])
    )
  })
  t.match(open(view(START + DAY, '?utm_source=vk')), {
    ...{ visit: 'v2', first: { utmSource: 'yandex' }, last: { utmSource: 'vk' } }
  })
  t.match(
    open(view(START + 2 * DAY)),
    { visit: 'v3', first: { utmSource: 'yandex' }, last: { utmSource: 'vk' } },
    'somebody who typed the address in says nothing new'
  )
  t.match(open(view(START + 3 * DAY, '', 'https://ya.example/search')), {
    ...{ visit: 'v4', first: { utmSource: 'yandex' }, last: { referrer: 'https://ya.example/search' } }
  })
})

t.test('a visit goes on from page to page, until nothing was looked at for half an hour', async (t) => {
  const open = visitor()
  open(view(START, '?utm_source=yandex'))
  t.match(open(view(START + 60_000, '', 'https://shop.example/')), { visit: 'v1', last: { utmSource: 'yandex' } })
  t.match(open(view(START + 120_000, '?utm_source=yandex')), { visit: 'v1' }, 'the same page, once more')
  t.match(open(view(START + 29 * 60_000)), { visit: 'v1' })
  t.match(open(view(START + 60 * 60_000)), { visit: 'v2' })
  t.match(open(view(START + 60 * 60_000 + 1, '?utm_source=vk')), { visit: 'v3' }, 'by another advertisement')
  t.match(open(view(START - DAY)), { visit: 'v4', first: { utmSource: 'yandex' } }, 'a clock that was put back')
})

t.test('what is older than a year, or was not kept by us, is forgotten', async (t) => {
  const open = visitor()
  open(view(START, '?utm_source=yandex'))
  t.match(open(view(START + 366 * DAY, '?utm_source=vk')), { first: { utmSource: 'vk' }, last: { utmSource: 'vk' } })
  for (const text of [null, '', '{', '[]', '{"visit":1}', 'null', '"x"']) t.equal(readVisits(text), undefined)
  const kept = open(view(START + 367 * DAY))
  t.strictSame(readVisits(JSON.stringify(kept)), kept)
})

t.test('counters of the page are read from their cookies, and what is long is cut', async (t) => {
  t.strictSame(countersOf('a=b; _ym_uid=1700; _ga=GA1.2.111.222; c=d'), { ymClientId: '1700', gaClientId: '111.222' })
  t.strictSame(countersOf('_ga=other'), {})
  const { last } = visited(undefined, view(START, `?utm_source=${'x'.repeat(100_000)}`), () => 'v1')
  t.equal(last.utmSource?.length, 500)
  t.equal(last.landing?.length, 2_000)
})
