import pg from 'pg'
import t, { type Test } from 'tap'
import type { Lead } from '../../../contracts/lead.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from './leads.fixture.ts'

const from = (utmSource: string, utmCampaign?: string) => ({
  first: null,
  last: { utmSource, ...(utmCampaign === undefined ? {} : { utmCampaign }) }
})

/** Six leads: three of Yandex (won, lost, new), two of VK (taken, spam), and one that says nothing. */
async function withLeads(t: Test): Promise<{ core: Core; idOf: (name: string) => string; form: string }> {
  const core = await startCore(t)
  const form = (await core.ask('POST', '/api/v1/forms', { key: 'order', name: 'Заказ' })).body.id
  const sent = [
    { name: 'won', phone: '89160000001', touch: from('yandex', 'summer') },
    { name: 'lost', phone: '89160000002', touch: from('yandex', 'summer') },
    { name: 'new', phone: '89160000003', touch: from('yandex', 'winter') },
    { name: 'taken', phone: '89160000004', touch: from('vk', 'summer') },
    { name: 'spam', phone: '89160000005', touch: from('vk'), spam: ['honeypot'] },
    { name: 'nothing', phone: '89160000006', form: 'gone' }
  ]
  await sendForms(core, ...sent.map((one) => formEvent(one.name, one)))
  const list = async (state: string, count: number): Promise<Lead[]> =>
    (await eventually(core.ask, `/api/v1/leads?state=${state}`, ({ items }) => items.length === count)).items
  const all = [...(await list('open', 5)), ...(await list('spam', 1))]
  const idOf = (name: string): string => all.find((one) => one.name === name)?.id ?? ''
  for (const state of ['won', 'lost', 'taken']) await core.ask('PATCH', `/api/v1/leads/${idOf(state)}`, { state })
  return { core, idOf, form }
}

t.test('the funnel counts leads by source, with those of none, spam beside, and all together', async (t) => {
  const { core, idOf } = await withLeads(t)
  const db = new pg.Client(core.databaseUrl)
  await db.connect()
  for (const [name, seconds] of [
    ['won', 60],
    ['lost', 180],
    ['taken', -5] // clocks differ
  ] as const) {
    const touch = 'update lead set first_touch_at = created_at + make_interval(secs => $2) where id = $1'
    await db.query(touch, [idOf(name), seconds])
  }
  await db.end()
  const nothing = { leads: 0, taken: 0, touched: 0, won: 0, lost: 0, spam: 0, medianTouchSeconds: null }
  t.strictSame((await core.ask('GET', '/api/v1/leads/funnel')).body, {
    items: [
      {
        ...nothing,
        key: 'yandex',
        name: 'yandex',
        leads: 3,
        taken: 2,
        touched: 2,
        won: 1,
        lost: 1,
        medianTouchSeconds: 120
      },
      { ...nothing, key: 'vk', name: 'vk', leads: 1, taken: 1, touched: 1, spam: 1, medianTouchSeconds: 0 },
      { ...nothing, key: null, name: null, leads: 1 }
    ],
    total: { ...nothing, leads: 5, taken: 3, touched: 3, won: 1, lost: 1, spam: 1, medianTouchSeconds: 60 }
  })
  const later = new Date(Date.now() + 60_000).toISOString()
  t.strictSame((await core.ask('GET', `/api/v1/leads/funnel?since=${later}`)).body, { items: [], total: nothing })
  t.equal((await core.ask('GET', `/api/v1/leads/funnel?until=${later}`)).body.total.leads, 5)
  t.equal((await core.ask('GET', '/api/v1/leads/funnel?by=weather')).status, 400)
})

t.test(
  'by form the names are those of now, and of a form that is gone those of then; by campaign as utm says',
  async (t) => {
    const { core, form } = await withLeads(t)
    await core.ask('PATCH', `/api/v1/forms/${form}`, { name: 'Заказ звонка' })
    const by = async (query: string) => (await core.ask('GET', `/api/v1/leads/funnel?${query}`)).body.items
    t.match(await by('by=form'), [
      { key: form, name: 'Заказ звонка', leads: 4, spam: 1 },
      { key: null, name: 'gone', leads: 1 }
    ])
    t.match(await by(`by=campaign&form=${form}`), [
      { key: 'summer', leads: 3, won: 1, lost: 1 },
      { key: 'winter', leads: 1 },
      { key: null, leads: 0, spam: 1 }
    ])
  }
)

t.test('an agent who sees only the own customers counts only these and what is nobody’s', async (t) => {
  const { core, idOf } = await withLeads(t)
  const { id: boris } = await addUser(core, 'boris', 'agent')
  const { id: anna } = await addUser(core, 'anna', 'agent')
  await core.ask('PATCH', `/api/v1/users/${anna}`, { sees: 'own' })
  const { contact } = (await core.ask('GET', `/api/v1/leads/${idOf('won')}`)).body
  await core.ask('PATCH', `/api/v1/contacts/${contact.id}`, { ownerId: boris })
  await addUser(core, 'marta', 'marketer')
  const total = async (login: string) => (await (await signIn(core, login))('GET', '/api/v1/leads/funnel')).body.total
  t.match(await total('anna'), { leads: 4, won: 0 })
  t.match(await total('marta'), { leads: 5, won: 1 })
})
