import t from 'tap'
import { openIntake } from './test-intake.ts'

t.test('a form is answered when it is durable, and 503 with Retry-After when it is not', async (t) => {
  const intake = openIntake()
  const body = { name: 'Анна', phone: '8 916 123-45-67', comment: 'Позвоните', size: 'L' }
  t.match(await intake.send({ body }), { status: 200, body: '{"ok":true}' })
  t.match(intake.only(), {
    ...{ channel: 'form', line: 'form-1', text: 'Позвоните\n\nsize: L' },
    remote: { raw: '8 916 123-45-67', name: 'Анна', kind: 'phone' },
    form: { mapped: { phones: ['8 916 123-45-67'], text: 'Позвоните' }, fields: [{}, {}, {}, { name: 'size' }] }
  })
  intake.fail()
  t.match(await intake.send({ body }), { status: 503, headers: { 'retry-after': '2' } })
})

t.test('the same again within ten minutes is the same subject, and says where it was before', async (t) => {
  const intake = openIntake()
  const body = { name: 'Анна', phone: '89161234567' }
  await intake.send({ body })
  await intake.send({ body: { ...body, _filled: '9000', utm_source: 'x' } })
  await intake.send({ body: { ...body, comment: 'Ещё' } })
  intake.clock.nowMs += 600_000
  await intake.send({ body })
  const [first, again, other, later] = intake.taken
  t.equal(again?.subject, first?.subject)
  t.not(other?.subject, first?.subject, 'other words are another submission')
  t.not(later?.subject, first?.subject)
  t.equal(later?.data.form.before, first?.subject)
})

t.test('whoever fills the honeypot, or is quicker than anybody, is kept aside and not told', async (t) => {
  const intake = openIntake()
  t.equal((await intake.send({ body: { phone: '89161234567', website: 'x' } })).status, 200)
  t.equal((await intake.send({ body: { phone: '89161234568', _filled: '300' } })).status, 200)
  t.equal((await intake.send({ body: { phone: '89161234569', _filled: 'yesterday' } })).status, 200)
  t.strictSame(
    intake.taken.map(({ data }) => data.form.spam),
    [['honeypot'], ['too-quick'], []]
  )
})

t.test('a program that posts ten thousand times is taken as often as the form allows, others go on', async (t) => {
  const intake = openIntake({ perAddressPerMinute: 10, perFormPerMinute: 12 })
  const statuses = new Map<number, number>()
  for (let n = 0; n < 10_000; n++) {
    const { status } = await intake.send({ body: { phone: `8916${n}` } })
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  t.strictSame(
    [...statuses],
    [
      [200, 10],
      [429, 9_990]
    ]
  )
  t.equal((await intake.send({ address: '203.0.113.8', body: { phone: '89161234567' } })).status, 200)
  t.equal((await intake.send({ address: '203.0.113.9', body: { phone: '89161234567' } })).status, 200)
  t.match(await intake.send({ address: '203.0.113.10', body: { phone: '89161234567' } }), {
    ...{ status: 429, headers: { 'retry-after': /^\d+$/ } }
  })
  intake.clock.nowMs += 120_000
  t.equal((await intake.send({ body: { phone: '89161234567' } })).status, 200)
})

t.test('pages of other sites are refused, and the allowed ones may read the answer', async (t) => {
  const intake = openIntake({ origins: ['https://shop.example'] })
  const body = { phone: '89161234567' }
  const from = (origin: string) => ({ headers: { origin } })
  t.match(await intake.send({ ...from('https://shop.example'), body }), {
    headers: { 'access-control-allow-origin': 'https://shop.example', vary: 'origin' }
  })
  t.equal((await intake.send({ ...from('https://evil.example'), body })).status, 403)
  t.equal((await intake.send({ method: 'OPTIONS', ...from('https://shop.example') })).status, 204)
  t.equal((await intake.send({ method: 'OPTIONS', ...from('https://evil.example') })).status, 403)
  t.equal(intake.taken.length, 1)
  const own = { headers: { origin: 'https://hub.example', host: 'hub.example' } }
  t.equal((await intake.send({ ...own, body: { phone: '89160000001' } })).status, 200, 'the hub’s own page tries it')
  const port = { headers: { origin: 'https://hub.example:8443', host: 'hub.example' } }
  t.equal((await intake.send({ ...port, body })).status, 403)
})

t.test('a browser that sends a plain form gets a page, or goes on to the page of thanks', async (t) => {
  const navigate = { headers: { 'sec-fetch-mode': 'navigate', accept: 'text/html' }, body: 'phone=89161234567' }
  t.match(await openIntake().send(navigate), { status: 200, body: /Спасибо/ })
  const redirect = 'https://shop.example/thanks'
  t.match(await openIntake({ redirect }).send(navigate), { status: 303, headers: { location: redirect } })
})

t.test('a form by GET needs a number or an address, so that no crawler makes a lead', async (t) => {
  const intake = openIntake()
  t.equal((await intake.send({ method: 'GET', query: 'name=Anna' })).status, 400)
  t.equal((await intake.send({ method: 'GET', query: 'name=Anna&email=anna%40x.example' })).status, 200)
  t.equal((await intake.send({ method: 'PUT', body: { phone: '89161234567' } })).status, 405)
  t.match(intake.only().remote, { raw: 'anna@x.example', kind: 'email' })
})

t.test('visits: what the script kept, else fields, else the address of the page, else cookies', async (t) => {
  const intake = openIntake()
  const first = JSON.stringify({ utmSource: 'vk', landing: 'https://shop.example/a', at: '1999', odd: 1, __proto__: 2 })
  await intake.send({ body: { phone: '89161234567', _first: first, _visit: 'v1', gclid: 'g1' } })
  await intake.send({
    headers: { referer: 'https://shop.example/?utm_source=ya&utm_medium=cpc&yclid=7' },
    body: { phone: '89161234568', utm_medium: 'email' }
  })
  t.match(intake.taken[0]?.data.form, {
    visit: 'v1',
    touch: { first: { utmSource: 'vk', at: '1999' }, last: { gclid: 'g1' } }
  })
  t.match(intake.taken[1]?.data.form.touch, { first: null, last: { utmSource: 'ya', utmMedium: 'email', yclid: '7' } })
})

t.test('a form that is switched off, and one that there is not, are not found', async (t) => {
  t.equal((await openIntake({ isActive: false }).send({ body: { phone: '89161234567' } })).status, 404)
})
