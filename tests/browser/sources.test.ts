import { createClient } from 'redis'
import t from 'tap'
import type { VisitEvent } from '../../contracts/event.ts'
import { visitEvent } from '../../services/crm/attribution/visits.fixture.ts'
import { CONTACT_EVENTS } from '../../services/kit/streams.ts'
import { until } from '../until.ts'
import { chromiumPath, says } from './browser.ts'
import { openPeople, type People } from './people.ts'

const skip = chromiumPath ? false : 'no Chromium here: see the first lines of `npm test`'

/** Tells of a visit on the bus, as the adapter does. */
async function tell({ hub }: People, event: VisitEvent): Promise<void> {
  const redis = createClient({ url: hub.redis.url })
  redis.on('error', () => undefined)
  await redis.connect()
  await redis.xAdd(CONTACT_EVENTS, '*', { m: JSON.stringify(event) })
  redis.destroy()
}

t.test(
  'the details of a call and the card say which advertisement it was, as text and nothing else',
  { skip },
  async (t) => {
    const people = await openPeople(t)
    const maria = await people.contact({ displayName: 'Мария Кузнецова', phones: [{ number: '+79037001020' }] })
    const numbers = [{ address: '5550100', number: '+74955550100', text: '8 495 555-01-00' }]
    t.equal((await people.hub.api('POST', '/forms', { name: 'Order', key: 'order', numbers })).status, 201)
    const since = new Date(Date.now() - 10 * 60_000).toISOString()
    const last = {
      utmSource: 'yandex',
      utmMedium: 'cpc',
      utmCampaign: '<img src=x onerror=alert(1)>',
      utmTerm: 'диван'
    }
    const shown = { address: '5550100', since, seconds: 120, first: { utmSource: 'vk' }, last }
    await tell(people, visitEvent('v1', { ...shown, page: 'https://shop.example/sofas' }))
    const { page, complaints } = await people.desk('anna', '101')
    const call = await people.call({ from: '+79037001020', minutesAgo: 7 })

    await until(async () => (await people.hub.interactions()).some((one) => one.attribution?.visit === 'v1'))
    await page.goto(people.hub.url)
    await page.locator(`[data-interaction="${call}"]`).getByRole('button').first().click()
    const block = page.getByTestId('attribution')
    await block.waitFor()
    const text = await block.innerText()
    for (const words of [
      'yandex / cpc',
      '<img src=x onerror=alert(1)>',
      'диван',
      'vk',
      'shop.example/sofas',
      '5550100'
    ]) {
      t.ok(text.includes(words), `${words} in ${text}`)
    }
    t.match(text, /Вероятно, этот визит/)

    await page.goto(`${people.hub.url}/contacts/${maria.id}`)
    const first = page.getByTestId('first-touch')
    await first.waitFor()
    await says(first, /^vk/)
    t.same(complaints, [])
  }
)
