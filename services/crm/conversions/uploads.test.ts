import pg from 'pg'
import pino from 'pino'
import t, { type Test } from 'tap'
import type { Conversion, ConversionSettings, Goal } from '../../../contracts/conversion.ts'
import type { Touch } from '../../../contracts/submission.ts'
import { startGoogleAds } from '../../../tests/simulators/google-ads.ts'
import { startMetrika } from '../../../tests/simulators/metrika.ts'
import { addUser, eventually, HUB, signIn, startCore } from '../harness.test.ts'
import { formEvent, sendForms } from '../leads/leads.fixture.ts'
import { createUploads } from './uploads.ts'

const GOALS: Goal[] = [
  { state: 'taken', yandex: 'lead', currency: 'RUB' },
  { state: 'won', yandex: 'sale', google: 'Sale', googleAction: '555', price: 5_000, currency: 'RUB' }
]
const NOTHING = { timeZone: 'Europe/Moscow', goals: GOALS }
const MINUTE_MS = 60_000

/** Leads of people with these touches, and the jobs of as many processes as are wanted, by a clock that the test moves. */
async function start(t: Test, networks: Partial<ConversionSettings> = {}) {
  const core = await startCore(t, { hub: { ...HUB, conversions: NOTHING } })
  await core.ask('POST', '/api/v1/forms', { name: 'Order', key: 'order' })
  const db = new pg.Pool({ connectionString: core.databaseUrl, max: 4 })
  t.teardown(() => db.end())
  const clock = { nowMs: Date.now() + 20 * MINUTE_MS }
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
  const open = () => createUploads({ db, settings: { ...NOTHING, ...networks }, log, now: () => clock.nowMs })
  const uploads = open()
  let serial = 0

  async function lead(state: 'new' | 'taken' | 'won', last: Touch | null, first: Touch | null = null): Promise<string> {
    serial += 1
    const phone = `+7916000${String(serial).padStart(4, '0')}`
    await sendForms(core, formEvent(`f${serial}`, { phone, touch: { first, last } }))
    const { items } = await eventually(core.ask, '/api/v1/leads', ({ items }) => items[0]?.phone === phone)
    const { id } = items[0]
    const { status } = await core.ask('PATCH', `/api/v1/leads/${id}`, { state })
    if (status !== 200) throw new Error(`${status}`)
    return id
  }
  const listed = async (network: string): Promise<Conversion[]> =>
    (await core.ask('GET', `/api/v1/conversions?network=${network}`)).body.items
  const later = (minutes: number): Promise<void> => {
    clock.nowMs += minutes * MINUTE_MS
    return uploads.run()
  }
  return { core, db, clock, lines, open, uploads, lead, listed, later }
}

const yandexOf = ({ url }: { url: string }) => ({ yandex: { counter: '12345', token: 'the-token', url } })
const googleOf = ({ url }: { url: string }) => ({
  google: {
    ...{ customer: '1234567890', developerToken: 'the-developer', clientId: 'c', clientSecret: 'the-secret' },
    ...{ refreshToken: 'the-refresh', url: `${url}/v26`, tokenUrl: `${url}/token` }
  }
})

t.test('what was taken and won is listed for each network, for marketers and administrators', async (t) => {
  const { core, lead, listed } = await start(t)
  const sold = await lead('won', { ymClientId: '111', gclid: 'g1' })
  const taken = await lead('taken', null, { yclid: '222' })
  await lead('new', { ymClientId: '333', gclid: 'g3' })
  await lead('won', { utmSource: 'vk' })
  t.match(await listed('yandex'), [
    { lead: sold, state: 'taken', name: 'lead', id: { kind: 'client-id', value: '111' }, price: null, upload: null },
    { lead: sold, state: 'won', name: 'sale', id: { value: '111' }, price: 5_000, currency: 'RUB' },
    { lead: taken, state: 'taken', id: { kind: 'yclid', value: '222' } }
  ])
  t.match(await listed('google'), [{ lead: sold, name: 'Sale', id: { kind: 'gclid', value: 'g1' } }])
  const file = await core.ask('GET', '/api/v1/conversions.csv?network=yandex&id=yclid')
  t.match(file.headers, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': /conversions-yandex\.csv/ })
  t.match(file.body, /^Yclid,Target,DateTime,Price,Currency\r\n222,lead,\d{10},,\r\n$/)
  t.match(
    (await core.ask('GET', '/api/v1/conversions.csv?network=google')).body,
    /\r\ng1,Sale,[\d-]+ [\d:]+,5000\.00,RUB/
  )
  const none = await core.ask('GET', '/api/v1/conversions?network=yandex&until=2020-01-01T00:00:00.000Z')
  t.same(none.body.items, [])
  t.equal((await core.ask('GET', '/api/v1/conversions?network=vk')).status, 400)
  await addUser(core, 'mark', 'marketer')
  await addUser(core, 'agnes', 'agent')
  t.equal((await (await signIn(core, 'mark'))('GET', '/api/v1/conversions?network=google')).status, 200)
  t.equal((await (await signIn(core, 'agnes'))('GET', '/api/v1/conversions?network=google')).status, 403)
  t.equal((await (await signIn(core, 'agnes'))('GET', '/api/v1/conversions.csv?network=google')).status, 403)
})

t.test('Yandex Metrica is told once, a file for each kind of id, whichever processes are at it', async (t) => {
  const metrika = await startMetrika(t)
  const { lead, listed, open, later, clock } = await start(t, yandexOf(metrika))
  await lead('won', { ymClientId: '111' })
  await lead('won', { yclid: '222' })
  clock.nowMs = Date.now()
  await open().run()
  t.same(metrika.lines, [], 'not before it has settled')
  clock.nowMs += 11 * MINUTE_MS
  await Promise.all([open(), open(), open()].map((process) => process.run()))
  await later(60)
  t.same(metrika.lines.map((line) => line.replace(/\d{10}/, 'T')).sort(), [
    '111,lead,T,,',
    '111,sale,T,5000.00,RUB',
    '222,lead,T,,',
    '222,sale,T,5000.00,RUB'
  ])
  t.same(metrika.uploads.map(({ client_id_type: kind }) => kind).sort(), ['CLIENT_ID', 'YCLID'])
  t.match(
    await listed('yandex'),
    [{}, {}, {}, {}].map(() => ({ upload: { state: 'sent', tries: 1, error: null } }))
  )
  await lead('taken', { ymClientId: '444' })
  await later(20)
  t.equal(metrika.lines.length, 5, 'then only what is new')
})

t.test('an upload whose answer was lost is looked for, and not sent twice', async (t) => {
  const metrika = await startMetrika(t)
  const { lead, listed, uploads, later } = await start(t, yandexOf(metrika))
  await lead('taken', { ymClientId: '111' })
  metrika.faults.push('lost')
  await uploads.run()
  t.match(await listed('yandex'), [{ upload: { state: 'waiting', tries: 1 } }])
  await lead('taken', { ymClientId: '222' })
  await later(20)
  t.equal(metrika.lines.length, 2)
  t.match(await listed('yandex'), [{ upload: { state: 'sent', tries: 2 } }, { upload: { state: 'sent', tries: 1 } }])
})

t.test('a network that is away, overloaded, or behind a proxy that is, is tried again, each time later', async (t) => {
  const metrika = await startMetrika(t)
  const { lead, listed, uploads, later } = await start(t, yandexOf(metrika))
  await lead('taken', { ymClientId: '111' })
  metrika.faults.push('unreachable')
  await uploads.run()
  await uploads.run()
  t.match(await listed('yandex'), [{ upload: { state: 'waiting', tries: 1 } }], 'not at once')
  metrika.faults.push('overloaded')
  await later(2)
  t.match(await listed('yandex'), [{ upload: { tries: 2, error: /^429/ } }])
  metrika.faults.push('page-of-a-proxy')
  await later(6)
  t.match(await listed('yandex'), [{ upload: { tries: 3, error: /^502/ } }])
  await later(16)
  t.match(await listed('yandex'), [{ upload: { state: 'sent', tries: 4, error: null } }])
  t.equal(metrika.lines.length, 1)
})

t.test('a process that died in the middle holds nothing up, and what it sent is not sent again', async (t) => {
  const metrika = await startMetrika(t)
  const { lead, open, later, listed, db, clock } = await start(t, yandexOf(metrika))
  await lead('taken', { ymClientId: '111' })
  metrika.faults.push('lost')
  await open().run()
  // What it noted of it is lost with it.
  await db.query("update conversion_upload set state = 'sending', next_at = $1", [new Date(clock.nowMs + 300_000)])
  await later(4)
  t.match(await listed('yandex'), [{ upload: { state: 'sending' } }])
  await later(2)
  t.equal(metrika.lines.length, 1)
  t.match(await listed('yandex'), [{ upload: { state: 'sent' } }])
})

t.test('a wrong token is told, and shown nowhere', async (t) => {
  const metrika = await startMetrika(t, { token: 'another-token' })
  const { lead, listed, uploads, lines, core } = await start(t, yandexOf(metrika))
  await lead('taken', { ymClientId: '111' })
  await uploads.run()
  t.match(await listed('yandex'), [{ upload: { state: 'waiting', error: '403: Access is denied' } }])
  t.match(lines.join(''), /conversions were not taken/)
  t.notMatch(lines.join(''), /the-token/)
  t.notMatch(JSON.stringify((await core.ask('GET', '/openapi.json')).body), /the-token/)
})

t.test('what is too old for a network to link is given up', async (t) => {
  const metrika = await startMetrika(t)
  const { lead, listed, uploads, later } = await start(t, yandexOf(metrika))
  await lead('taken', { ymClientId: '111' })
  metrika.faults.push('overloaded')
  await uploads.run()
  await later(22 * 24 * 60)
  t.match(await listed('yandex'), [{ upload: { state: 'refused', error: /^429/ } }])
  t.equal(metrika.lines.length, 0)
})

t.test('Google Ads takes what it can: one that it refuses holds up no other, one that is too new waits', async (t) => {
  const google = await startGoogleAds(t)
  const { lead, listed, uploads, later, lines } = await start(t, googleOf(google))
  const good = await lead('won', { gclid: 'good' })
  await lead('won', { gclid: 'old' })
  await lead('won', { gclid: 'fresh' })
  await lead('won', { wbraid: 'w1' })
  google.refusals.set('old', 'EXPIRED_EVENT').set('fresh', 'TOO_RECENT_EVENT')
  await uploads.run()
  t.match(await listed('google'), [
    { upload: { state: 'sent' } },
    { upload: { state: 'refused', error: /^EXPIRED_EVENT/ } },
    { upload: { state: 'waiting', error: /^TOO_RECENT_EVENT/ } },
    { upload: { state: 'sent' } }
  ])
  t.match(google.counted.get(`${good}/Sale`), {
    ...{ gclid: 'good', conversionAction: 'customers/1234567890/conversionActions/555' },
    ...{ conversionDateTime: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00$/, conversionValue: 5_000, currencyCode: 'RUB' }
  })
  google.refusals.clear()
  await later(1)
  t.equal(google.counted.size, 3)
  t.match((await listed('google'))[2], { upload: { state: 'sent', tries: 2, error: null } })
  t.match((await listed('google'))[1], { upload: { state: 'refused', tries: 1 } })
  t.match(lines.join(''), /a conversion was refused/)
})

t.test('an answer of Google Ads that was lost is asked for again: an order counts once', async (t) => {
  const google = await startGoogleAds(t)
  const { lead, listed, uploads, later } = await start(t, googleOf(google))
  await lead('won', { gclid: 'good' })
  await uploads.run()
  await lead('won', { gclid: 'better' })
  google.faults.push('lost')
  await later(20)
  t.match((await listed('google'))[1], { upload: { state: 'waiting' } })
  google.forgetTokens()
  await later(2)
  t.match((await listed('google'))[1], { upload: { state: 'waiting', error: /^401/ } })
  await later(6)
  t.match(await listed('google'), [{ upload: { state: 'sent' } }, { upload: { state: 'sent', tries: 3 } }])
  t.equal(google.counted.size, 2)
  t.equal(google.tokens, 2, 'an access token is used as long as it is good')
})
