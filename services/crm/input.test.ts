import t from 'tap'
import { callEvent } from '../../tests/call-events.ts'
import { addUser, type Core, eventually, signIn, startCore } from './harness.test.ts'

const NOBODY = '01890000-0000-7000-8000-000000000001'
const contacts = (core: Core, body: unknown) => core.ask('POST', '/api/v1/contacts', body)

t.test('a body that does not fit is refused with the field that is wrong', async (t) => {
  const core = await startCore(t)
  for (const [body, field] of [
    [{}, '/displayName'],
    [{ displayName: '' }, '/displayName'],
    [{ displayName: 7 }, '/displayName'],
    [{ displayName: 'x'.repeat(201) }, '/displayName'],
    [{ displayName: 'x', colour: 'red' }, '/colour'],
    [{ displayName: 'x', phones: [{ number: 1 }] }, '/phones/0/number'],
    [{ displayName: 'x', phones: [{ number: '<script>alert(1)</script>' }] }, '/phones/0/number'],
    [{ displayName: 'x', phones: [{ number: '+7495', label: null }] }, '/phones/0/label'],
    [{ displayName: 'x', phones: [{ number: 'ok' }] }, '/phones/0/number'],
    [{ displayName: 'x', emails: [{ address: 'no address' }] }, '/emails/0/address'],
    [{ displayName: 'a\0b' }, '/displayName'],
    [{ displayName: 'x', interaction: 'not-an-id' }, '/interaction']
  ] as const) {
    const { status, headers, body: problem } = await contacts(core, body)
    t.equal(status, 400, JSON.stringify(body).slice(0, 80))
    t.match(String(headers['content-type']), 'application/problem+json')
    t.equal(problem.type, 'urn:perezvon:problem:bad-input')
    t.ok(
      problem.errors?.some((e: { field: string }) => e.field === field),
      JSON.stringify(problem.errors)
    )
  }
  t.equal((await core.ask('GET', '/api/v1/contacts')).body.items.length, 0)
})

t.test('a megabyte is too much, and what is not JSON is not a body', async (t) => {
  const core = await startCore(t)
  t.equal((await contacts(core, { displayName: 'x'.repeat(1_100_000) })).status, 413)
  t.equal((await contacts(core, { displayName: 'x'.repeat(1_000_000) })).status, 400)
  const headers = { 'content-type': 'application/json' }
  t.equal((await core.ask('POST', '/api/v1/contacts', '{"displayName":', headers)).status, 400)
  t.equal((await core.ask('POST', '/api/v1/contacts', '{"__proto__":{"x":1}}', headers)).status, 400)
  const form = await core.ask('POST', '/api/v1/contacts', 'a=b', {
    'content-type': 'application/x-www-form-urlencoded'
  })
  t.ok(form.status >= 400 && form.status < 500)
})

t.test('ids, queries and cursors are checked before they reach the database', async (t) => {
  const core = await startCore(t)
  for (const [url, status] of [
    ['/api/v1/contacts/1%27%20or%201=1', 400],
    [`/api/v1/contacts/${NOBODY}`, 404],
    [`/api/v1/interactions/${NOBODY}`, 404],
    [`/api/v1/contacts/${NOBODY}/timeline`, 404],
    ['/api/v1/interactions?state=asleep', 400],
    ['/api/v1/interactions?limit=0', 400],
    ['/api/v1/interactions?limit=many', 400],
    ['/api/v1/interactions?since=yesterday', 400],
    ['/api/v1/interactions?since=2026-99-99T00:00:00Z', 400],
    ['/api/v1/interactions?contact=me', 400],
    ['/api/v1/interactions?colour=red', 400],
    ['/api/v1/interactions?cursor=AAAA', 400],
    ['/api/v1/interactions?q=%00', 400],
    ['/api/v1/contacts?cursor=zzz', 400],
    ['/api/v1/users?cursor=zzz', 400],
    ['/api/v1/search', 400],
    ['/api/v1/nothing', 404]
  ] as const) {
    const answer = await core.ask('GET', url)
    t.equal(answer.status, status, `${url}: ${JSON.stringify(answer.body)}`)
    t.match(answer.body.type, /^urn:perezvon:problem:/)
  }
  t.match((await core.ask('GET', '/api/v1/interactions?cursor=AAAA')).body, { type: 'urn:perezvon:problem:bad-cursor' })
})

t.test('five thousand numbers of one contact are refused by their field, and none is kept', async (t) => {
  const core = await startCore(t)
  const phones = Array.from({ length: 5_000 }, (_, at) => ({ number: `+7916${1_000_000 + at}` }))
  const many = await contacts(core, { displayName: 'x', phones })
  t.match(many, { status: 400, body: { errors: [{ field: '/phones' }] } })
  const made = await contacts(core, { displayName: 'x', phones: phones.slice(0, 1) })
  const grown = await core.ask('PATCH', `/api/v1/contacts/${made.body.id}`, { phones })
  t.match(grown, { status: 400, body: { errors: [{ field: '/phones' }] } })
  t.equal((await core.ask('GET', `/api/v1/contacts/${made.body.id}`)).body.phones.length, 1)
})

t.test('a search of ten thousand characters is refused everywhere, one of signs only finds nothing', async (t) => {
  const core = await startCore(t)
  await contacts(core, { displayName: 'Anna' })
  for (const list of ['search', 'contacts', 'interactions', 'accounts']) {
    const long = await core.ask('GET', `/api/v1/${list}?q=${'x'.repeat(10_000)}`)
    t.match(long, { status: 400, body: { errors: [{ field: 'querystring:/q' }] } }, list)
    const signs = await core.ask('GET', `/api/v1/${list}?q=${encodeURIComponent(':* & | ! ( ) <-> \\')}`)
    t.equal(signs.status, 200, list)
  }
})

t.test(
  'a cursor of another database, or of what is no more, goes on at its place or is refused as a cursor',
  async (t) => {
    const core = await startCore(t)
    for (const name of ['first', 'second', 'third']) {
      await core.ask('POST', '/api/v1/segments', { name, kind: 'contacts', filter: {}, shared: true })
      await contacts(core, { displayName: name })
    }
    const page = (await core.ask('GET', '/api/v1/segments?limit=2')).body
    await core.ask('DELETE', `/api/v1/segments/${page.nextCursor}`)
    const rest = await core.ask('GET', `/api/v1/segments?cursor=${page.nextCursor}`)
    t.match(rest, { status: 200, body: { items: [{ name: 'third' }], nextCursor: null } })
    t.equal((await core.ask('GET', `/api/v1/contacts?cursor=${NOBODY}`)).body.items.length, 0, 'older than all')
    const place = Buffer.from(`2031-01-01T00:00:00.000Z ${NOBODY}`).toString('base64url')
    t.equal((await core.ask('GET', `/api/v1/interactions?cursor=${place}`)).status, 200)
    for (const url of [
      'events?cursor=99999',
      `events?cursor=${NOBODY}`,
      `interactions?cursor=${NOBODY}`,
      'tasks?cursor=7'
    ]) {
      const answer = await core.ask('GET', `/api/v1/${url}`)
      t.match(answer, { status: 400, body: { type: 'urn:perezvon:problem:bad-cursor' } }, url)
    }
  }
)

t.test('text of every kind comes back as it was sent', async (t) => {
  const core = await startCore(t)
  for (const displayName of [
    "Robert'); drop table contact;--",
    '<img src=x onerror=alert(1)>',
    '👩‍👩‍👧 Ünï\u202ecode',
    '\\ % _ "'
  ]) {
    const made = await contacts(core, { displayName, note: displayName })
    t.equal(made.status, 201)
    t.match((await core.ask('GET', `/api/v1/contacts/${made.body.id}`)).body, { displayName, note: displayName })
  }
  const half = await contacts(core, { displayName: 'half \ud83d' })
  t.equal(half.status, 201, 'half a surrogate pair does no harm')
  await core.emit(callEvent('1.1', 1))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
})

t.test('a user is checked like everything else', async (t) => {
  const core = await startCore(t)
  const good = { login: 'anna', name: 'Anna', role: 'agent' }
  for (const [wrong, field] of [
    [{ login: 'an na' }, '/login'],
    [{ role: 'king' }, '/role'],
    [{ extensions: ['10a'] }, '/extensions/0'],
    [{ extensions: ['101', '101'] }, '/extensions'],
    [{ password: 'short' }, '/password'],
    [{ id: NOBODY }, '/id']
  ] as const) {
    const { status, body } = await core.ask('POST', '/api/v1/users', { ...good, ...wrong })
    t.equal(status, 400, field)
    t.equal(body.errors?.[0]?.field, field, JSON.stringify(body))
  }
  await addUser(core, 'anna', 'agent', ['101'])
  const anna = await signIn(core, 'anna')
  t.equal((await anna('POST', '/api/v1/calls', { to: '+7 495 1234567', from: "101' or" })).status, 400)
  t.equal((await anna('POST', '/api/v1/calls', { to: '' })).status, 400)
})
