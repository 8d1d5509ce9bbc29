import t from 'tap'
import type { Form } from '../../contracts/form.ts'
import type { Lead } from '../../contracts/lead.ts'
import { killWhilePosting } from '../bench/forms-kill.ts'
import { startHub } from '../hub.ts'
import { until } from '../until.ts'

const YAML = 'adapters:\n  - { name: site, system: forms }\n'

t.test('a form that is sent to the hub becomes a lead with its contact and its touch', async (t) => {
  const hub = await startHub(t, YAML)
  const made = await hub.api<Form>('POST', '/forms', {
    key: 'order-1',
    name: 'Order',
    origins: ['https://shop.example']
  })
  t.equal(made.status, 201)
  const send = (body: unknown) =>
    fetch(`${hub.url}/f/order-1?utm_source=yandex`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://shop.example' },
      body: JSON.stringify(body)
    })
  let answer: Response | undefined
  await until(async () => {
    answer = await send({ name: 'Анна', phone: '8 916 123-45-67', comment: 'Перезвоните', size: 'L' })
    return answer.status !== 404
  })
  t.equal(answer?.status, 200)
  t.equal(answer?.headers.get('access-control-allow-origin'), 'https://shop.example')
  await until(async () => (await hub.api<{ items: Lead[] }>('GET', '/leads')).body.items.length > 0)
  const { items } = (await hub.api<{ items: Lead[] }>('GET', '/leads')).body
  t.match(items, [
    {
      ...{ state: 'new', name: 'Анна', phone: '+79161234567', text: 'Перезвоните\n\nsize: L', source: 'yandex' },
      ...{ contact: { displayName: 'Анна' }, submissions: 1, touch: { last: { utmSource: 'yandex' } } }
    }
  ])
  const body = Buffer.from('{"who":"Олег","tel":"+7 916 000-00-01"}').toString('base64')
  const trial = { contentType: 'application/json', body, mapping: { name: ['who'] } }
  const tried = await hub.api<{ items: unknown[] }>('POST', `/forms/${made.body.id}/try`, trial)
  t.match(tried.body.items, [{ mapped: { name: 'Олег', phones: ['+7 916 000-00-01'] }, text: '' }])
  t.equal((await hub.api<{ items: Lead[] }>('GET', '/leads')).body.items.length, 1, 'nothing of it is kept')
  const [history] = await hub.interactions('?channel=form')
  t.match(history, { contact: { displayName: 'Анна' }, lineName: 'Order', remote: { address: '+79161234567' } })
})

t.test('Redis, PostgreSQL and the hub are killed while forms come in: what was taken is there, once', async (t) => {
  await killWhilePosting(t, { perSecond: 200, seconds: 4, connections: 32, drainMs: 60_000 })
})
