import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import type { Form } from '../../contracts/form.ts'
import type { Lead } from '../../contracts/lead.ts'
import { checkoutRoot } from '../../services/hub/checkout.ts'
import { startPostgres } from '../../services/hub/postgres.ts'
import { createLog } from '../../services/kit/log.ts'
import { postForms } from '../bench/forms-load.ts'
import { startHub } from '../hub.ts'
import { freePort } from '../ports.ts'
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

t.test(
  'Redis, PostgreSQL and the hub are killed while forms come in: each that was taken is there, once',
  async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'perezvon-forms-'))
    t.teardown(() => rm(dataDir, { recursive: true, force: true }))
    const options = { root: checkoutRoot(), dataDir, password: 'test', database: 'test', durable: true }
    const postgres = await startPostgres({ ...options, port: await freePort(), log: createLog('fatal') })
    t.teardown(() => postgres.stop())
    const hub = await startHub(t, YAML, { DATABASE_URL: postgres.url })
    const limits = { perAddressPerMinute: 1_000_000, perFormPerMinute: 1_000_000 }
    await hub.api('POST', '/forms', { key: 'order-2', name: 'Order', ...limits })
    await until(async () => (await fetch(`${hub.url}/f/order-2`, { method: 'POST' })).status === 400)

    const posting = postForms({
      ...{ url: hub.url, path: '/f/order-2', perSecond: 150, seconds: 7, connections: 32, retryMs: 60_000 },
      firstPhone: 100_000_000
    })
    await sleep(1_000)
    await hub.redis.kill()
    await sleep(500)
    await hub.redis.start()
    await sleep(1_000)
    process.kill(postgres.pid(), 'SIGKILL') // it is started again by itself
    await sleep(1_500)
    await hub.kill()
    await hub.start()
    const taken = (await posting).filter(({ isTaken }) => isTaken).map(({ phone }) => phone)
    t.ok(taken.length > 500, `${taken.length} were taken`)

    const db = new pg.Pool({ connectionString: postgres.url })
    t.teardown(() => db.end())
    const known = async () =>
      (
        await db.query<{ phone: string; sent: number }>(
          'select phone, sum(submissions)::int as sent from lead group by phone'
        )
      ).rows
    await until(async () => (await known()).length >= taken.length, 60_000)
    const counts = new Map((await known()).map(({ phone, sent }) => [phone, sent]))
    t.strictSame(
      taken.filter((phone) => !counts.has(phone)),
      [],
      'none was lost'
    )
    t.strictSame(
      [...counts].filter(([, sent]) => sent !== 1),
      [],
      'none was doubled'
    )
    const { rows } = await db.query<{ n: number }>(
      `select count(*)::int as n from (select remote_address from interaction group by 1 having count(*) > 1) twice`
    )
    t.equal(rows[0]?.n, 0, 'none stands twice in the history')
  }
)
