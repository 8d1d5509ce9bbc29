import t from 'tap'
import { campaignOf, originOf } from './touch.ts'

t.test('a visit is named by its source, else by the page that led to it', (t) => {
  t.equal(originOf({ utmSource: 'yandex', utmMedium: 'cpc' }), 'yandex / cpc')
  t.equal(originOf({ referrer: 'https://dzen.ru/a/b?c' }), 'dzen.ru')
  t.equal(originOf({ referrer: 'somewhere' }), 'somewhere')
  t.equal(originOf({ yclid: '7' }), null)
  t.equal(originOf(null), null)
  t.equal(campaignOf({ utmCampaign: 'sofas', utmContent: 'red' }), 'sofas / red')
  t.equal(campaignOf({}), null)
  t.end()
})
