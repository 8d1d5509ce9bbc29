import pino from 'pino'
import t from 'tap'
import type { FormsSettings } from '../../../contracts/form.ts'
import { until } from '../../../tests/until.ts'
import { openRedis } from '../../kit/redis.ts'
import { followSettings } from '../../kit/system-settings.ts'
import { addUser, type Core, eventually, signIn, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'

const log = pino({ level: 'silent' })
const follow = (core: Core) =>
  followSettings({ redis: core.redis, connect: (name) => openRedis(core.redisUrl, log, name), log })

t.test('a form is handed out to those who take its posts, with every change, secrets and all', async (t) => {
  const core = await startCore(t)
  const follower = follow(core)
  t.teardown(() => follower.stop())
  const settings = follower.of('forms')
  const forms = () => (settings.current() as FormsSettings | undefined)?.forms
  await until(() => forms()?.length === 0)
  const made = (await core.ask('POST', '/api/v1/forms', { name: 'Заказ', vendor: 'tilda', secrets: { key: 'k-1' } }))
    .body
  t.match(made, { key: /^[\w-]{12}$/, secretsSet: ['key'], isActive: true, joinDays: 30, files: { most: 5 } })
  t.notMatch(JSON.stringify(made), /k-1/)
  await until(() => forms()?.[0]?.secrets.key === 'k-1')
  const url = `/api/v1/forms/${made.id}`
  t.match((await core.ask('PATCH', url, { isActive: false, secrets: { secret: 's-1' } })).body, {
    ...{ isActive: false, vendor: 'tilda', secretsSet: ['key', 'secret'], version: 2 }
  })
  await until(() => forms()?.[0]?.isActive === false)
  await core.ask('PATCH', url, { secrets: { key: null } })
  await until(() => forms()?.[0]?.secrets.key === undefined)
  await core.redis.flushAll() // Redis lost it
  await until(async () => (await core.redis.exists('hub:settings:forms')) === 1)
  t.equal((await core.ask('DELETE', url)).status, 204)
  await until(() => forms()?.length === 0)
  t.equal((await core.ask('GET', url)).status, 404)
})

t.test('two forms have two keys, and odd ones are refused', async (t) => {
  const core = await startCore(t)
  const add = async (body: object) => (await core.ask('POST', '/api/v1/forms', body)).status
  t.equal(await add({ key: 'order', name: 'A' }), 201)
  t.equal(await add({ key: 'order', name: 'B' }), 409)
  t.equal(await add({ key: 'a/b', name: 'B' }), 400)
  t.equal(await add({ name: 'B', origins: ['javascript:alert(1)'] }), 400)
  t.equal(await add({ name: 'B', networks: ['1.2.3.4/99'] }), 400)
  t.equal((await core.ask('GET', '/api/v1/forms')).body.items.length, 1)
})

t.test('the last ten payloads are shown to marketers, and to nobody who answers calls', async (t) => {
  const core = await startCore(t)
  const { id } = (await core.ask('POST', '/api/v1/forms', { key: 'order', name: 'A' })).body
  await sendForms(core, ...Array.from({ length: 12 }, (_, n) => formEvent(`${n}`, { text: `${n}` })))
  await addUser(core, 'marta', 'marketer')
  await addUser(core, 'anna', 'agent')
  await eventually(core.ask, '/api/v1/leads', ({ items }) => items.length === 12)
  const marta = await signIn(core, 'marta')
  const { items } = (await marta('GET', `/api/v1/forms/${id}/payloads`)).body
  t.equal(items.length, 10)
  t.match(items[0], { contentType: 'application/json', body: 'e30=', isCut: false, spam: [] })
  t.equal((await (await signIn(core, 'anna'))('GET', `/api/v1/forms/${id}/payloads`)).status, 403)
  t.equal((await core.ask('POST', `/api/v1/forms/${id}/try`, { body: 'e30=' })).status, 503, 'no adapter runs here')
})
