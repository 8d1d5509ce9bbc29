import t from 'tap'
import { campaignOf, isSameTouch, originOf, pageText, visitOf } from './visit.ts'

t.test('a click on an advertisement is one, whatever utm says or leaves out', async (t) => {
  t.match(visitOf({ yclid: '17', landing: 'https://www.shop.example/okna?utm_x=1' }), {
    ...{ kind: 'advertisement', where: 'Яндекс Директ', page: 'www.shop.example/okna', ids: [['yclid', '17']] }
  })
  const marked = { utmSource: 'yandex', utmMedium: 'CPC', utmCampaign: 'summer', utmTerm: 'окна' }
  t.match(visitOf(marked), { kind: 'advertisement', where: 'yandex', campaign: 'summer', keyword: 'окна' })
})

t.test('without marks the site that sent the visitor says what it was', async (t) => {
  const from = (referrer: string) => visitOf({ referrer, landing: 'https://shop.example/' })
  t.match(from('https://yandex.ru/search/?text=1'), { kind: 'search', where: 'yandex.ru' })
  t.match(from('https://www.google.com/'), { kind: 'search', where: 'google.com' })
  t.match(from('https://vk.com/away.php'), { kind: 'social', where: 'vk.com' })
  t.match(from('https://forum.example/t/1'), { kind: 'site', where: 'forum.example' })
  t.match(from('https://notgoogle.community/'), { kind: 'site' })
  t.match(from('https://shop.example/cart'), { kind: 'direct', where: null }, 'from page to page of one site')
  t.match(from('nonsense'), { kind: 'direct' })
  t.match(visitOf({ utmSource: 'partner' }), { kind: 'campaign', where: 'partner' })
  t.match(visitOf({ utmSource: 'weekly', utmMedium: 'email' }), { kind: 'letter', where: 'weekly' })
  t.match(visitOf({ fbclid: 'x' }), { kind: 'social', where: 'Facebook' })
})

t.test(
  'an address is read as host and path; what is none stays as it came, and a time that is none is left out',
  async (t) => {
    t.equal(pageText('https://shop.example/'), 'shop.example')
    t.equal(pageText('https://shop.example/%D0%BE%D0%BA%D0%BD%D0%B0?x=1#y'), 'shop.example/окна')
    t.equal(pageText('https://shop.example/%E0%A4%A'), 'https://shop.example/%E0%A4%A', 'a broken escape')
    t.equal(pageText('javascript'), 'javascript')
    t.equal(visitOf({ at: 'soon' }).at, null)
  }
)

t.test('two visits that say the same are one, in whatever order it is said', async (t) => {
  t.ok(isSameTouch({ utmSource: 'a', at: '1' }, { at: '1', utmSource: 'a' }))
  t.notOk(isSameTouch({ utmSource: 'a' }, null))
})

t.test(
  'in a few words a visit is its source with its medium, else the network or the page that led to it',
  async (t) => {
    t.equal(originOf({ utmSource: 'yandex', utmMedium: 'cpc' }), 'yandex / cpc')
    t.equal(originOf({ referrer: 'https://dzen.ru/a/b?c' }), 'dzen.ru')
    t.equal(originOf({ yclid: '7' }), 'Яндекс Директ')
    t.equal(originOf({ referrer: 'somewhere' }), null)
    t.equal(originOf(null), null)
    t.equal(campaignOf({ utmCampaign: 'sofas', utmContent: 'red' }), 'sofas / red')
    t.equal(campaignOf({}), null)
  }
)
