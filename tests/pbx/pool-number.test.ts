import t from 'tap'
import type { Contact } from '../../contracts/contact.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import type { VisitAnswer } from '../../contracts/visit.ts'
import { until } from '../until.ts'
import { asteriskLauncher } from './asterisk.ts'
import { openLab } from './lab.ts'
import { startPhone } from './phone.ts'
import { customerCalls } from './sipp.ts'

const skip = asteriskLauncher ? false : 'no Asterisk here: see the first lines of `npm test`'
const SHOP = 'https://shop.example'
const OLGA = '84951234567'
const PAGE = `${SHOP}/sofas?utm_source=yandex&utm_medium=cpc&yclid=77`
const YANDEX = { utmSource: 'yandex', utmMedium: 'cpc', yclid: '77', landing: PAGE }

t.test(
  'a visitor of the site calls the number that the page shows: the call tells the visit and its advertisement',
  { skip },
  async (t) => {
    const { pbx, hub } = await openLab(t, () => '\n  - { name: site, system: forms }')
    const anna = await hub.agent(t, 'anna', '101')
    await startPhone(t, pbx, '101')
    const olga = await hub.api<Contact>('POST', '/contacts', { displayName: 'Ольга', phones: [{ number: OLGA }] })
    const numbers = [{ address: '5550300', number: '+74955550300', text: '8 495 555-03-00' }]
    const form = { name: 'Order', key: 'order', origins: [SHOP], numbers }
    t.equal((await hub.api('POST', '/forms', form)).status, 201)

    const tell = async (visit: string): Promise<Response> =>
      fetch(`${hub.url}/f/order/visit`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain;charset=UTF-8', origin: SHOP },
        body: JSON.stringify({ visit, first: { utmSource: 'vk' }, last: YANDEX, page: PAGE, number: true })
      })
    await until(async () => (await tell('olga-1')).status === 200)
    const answer = await tell('olga-1')
    t.equal(answer.headers.get('access-control-allow-origin'), SHOP)
    t.same((await answer.json()) as VisitAnswer, { number: '+74955550300', text: '8 495 555-03-00', seconds: 90 })
    t.match(await (await tell('another')).json(), { number: null }, 'nobody else is shown it')

    const customer = await customerCalls(t, pbx, { to: '5550300', from: OLGA, steps: ['ringing', 5_000, 'cancel'] })
    const { interaction } = await anna.hears('screen-pop')
    t.equal(await customer.done, 0)
    const ended: Interaction = await anna.hears(
      'interaction',
      (one: Interaction) => one.id === interaction.id && one.state === 'ended'
    )
    t.match(ended, {
      line: '5550300',
      attribution: {
        ...{ source: 'yandex', line: '5550300', visit: 'olga-1', page: PAGE, certainty: 'certain' },
        touch: { first: { utmSource: 'vk' }, last: YANDEX }
      }
    })
    const { body } = await hub.api<Contact>('GET', `/contacts/${olga.body.id}`)
    t.match(body.firstTouch, { channel: 'call', interaction: ended.id, source: 'vk' })
  }
)
