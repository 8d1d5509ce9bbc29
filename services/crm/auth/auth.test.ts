import pg from 'pg'
import t from 'tap'
import { API_KEY, addUser, signIn, startCore } from '../harness.test.ts'
import { ACCESS, routeKey } from './access.ts'
import { createPasswords } from './passwords.ts'

const ID = '01890000-0000-7000-8000-000000000001'
const ROLES = ['agent', 'supervisor', 'marketer', 'admin'] as const

t.test('every route asks who it is, and refuses the roles that it is not for', async (t) => {
  const core = await startCore(t)
  const asks = new Map<string, Awaited<ReturnType<typeof signIn>>>()
  for (const role of ROLES) {
    await addUser(core, `one-${role}`, role)
    asks.set(role, await signIn(core, `one-${role}`))
  }
  const nobody = core.askAs({})
  const liar = core.askAs({ authorization: 'Bearer not-a-key-of-this-hub' })
  for (const [route, access] of Object.entries(ACCESS)) {
    const [method = '', pattern = ''] = route.split(' ')
    const url = pattern.replace(':id', ID)
    if (access === 'public') {
      t.not((await nobody(method, url)).status, 403, route)
      continue
    }
    t.equal((await nobody(method, url)).status, 401, `${route} without a session`)
    t.equal((await liar(method, url)).status, 401, `${route} with a wrong key`)
    if (access === 'signed-in') continue
    for (const role of ROLES) {
      const { status, body } = (await asks.get(role)?.(method, url, method === 'GET' ? undefined : {})) ?? {}
      const isRefused = status === 403 && body.type === 'urn:perezvon:problem:not-permitted'
      t.equal(isRefused, !access.includes(role), `${route} as ${role}: ${status}`)
    }
  }
})

t.test('every route that exists is in the table, and every line of the table is a route', async (t) => {
  const core = await startCore(t)
  for (const route of Object.keys(ACCESS)) {
    const [method = '', url = ''] = route.split(' ')
    t.ok(core.app.hasRoute({ method: method as 'GET', url }), route)
  }
  t.equal(routeKey('HEAD', '/api/v1/users'), 'GET /api/v1/users')
  t.equal((await core.askAs({})('HEAD', '/api/v1/users')).status, 401)
})

t.test('a session is an HTTP-only same-site cookie; signing out ends it', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent', ['101'])
  const nobody = core.askAs({})
  const { headers, body } = await nobody('POST', '/api/v1/session', { login: 'Anna', password: 'a good password' })
  const cookie = String(headers['set-cookie'])
  t.match(cookie, /^perezvon_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
  t.match(body, { role: 'agent', user: { login: 'anna', extensions: ['101'] }, expiresAt: /Z$/ })
  t.notOk('passwordHash' in body.user)
  const anna = core.askAs({ cookie: cookie.split(';')[0] ?? '' })
  t.equal((await anna('GET', '/api/v1/session')).status, 200)
  t.equal((await anna('DELETE', '/api/v1/session')).status, 204)
  t.equal((await anna('GET', '/api/v1/session')).status, 401)
})

t.test('a session lives for twelve hours after it was last used', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent')
  const anna = await signIn(core, 'anna')
  const db = new pg.Client(core.databaseUrl)
  await db.connect()
  t.teardown(() => db.end())
  await db.query("update session set expires_at = now() + interval '1 hour'")
  const { body, headers } = await anna('GET', '/api/v1/session')
  t.ok(Date.parse(body.expiresAt) > Date.now() + 11.9 * 3_600_000)
  t.match(String(headers['set-cookie']), /Max-Age=43200/, 'the browser is told, too')
  await db.query("update session set expires_at = now() - interval '1 second'")
  t.equal((await anna('GET', '/api/v1/session')).status, 401)
})

t.test('over https the cookie is for https only', async (t) => {
  const core = await startCore(t)
  const { headers } = await core.askAs({ 'x-forwarded-proto': 'https' })('POST', '/api/v1/session', {
    ...{ login: 'admin', password: 'the first password' }
  })
  t.match(String(headers['set-cookie']), /; Secure/)
})

t.test('a cookie does nothing for another site', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent')
  const anna = await signIn(core, 'anna')
  const add = (headers: Record<string, string>) => anna('POST', '/api/v1/contacts', { displayName: 'x' }, headers)
  t.equal((await add({ origin: 'https://evil.example' })).status, 403)
  t.equal((await add({ origin: 'null' })).status, 403)
  t.equal((await add({ 'sec-fetch-site': 'cross-site' })).status, 403)
  t.equal((await add({ 'sec-fetch-site': 'same-site', origin: 'http://other.example' })).status, 403)
  t.equal((await add({ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:80' })).status, 201)
  t.equal((await add({ origin: 'http://hub.example', host: 'hub.example' })).status, 201)
  const proxied = { origin: 'http://hub.example', 'x-forwarded-host': 'hub.example' }
  t.equal((await add(proxied)).status, 201, 'also behind a proxy')
  t.equal((await add({})).status, 201, 'what is not a browser says nothing of its site')
})

t.test('ten wrong passwords for a login, and even the right one has to wait', async (t) => {
  const core = await startCore(t)
  await addUser(core, 'anna', 'agent')
  await addUser(core, 'boris', 'agent')
  const nobody = core.askAs({})
  const signInAs = (login: string, password: string) => nobody('POST', '/api/v1/session', { login, password })
  for (let i = 0; i < 10; i++) t.equal((await signInAs('anna', 'wrong')).status, 401)
  const late = await signInAs('ANNA', 'a good password')
  t.equal(late.status, 429)
  t.ok(Number(late.headers['retry-after']) > 0)
  t.equal((await signInAs('boris', 'a good password')).status, 200, 'others are not held up')
  for (let i = 0; i < 40; i++) await signInAs(`nobody${i}`, 'wrong')
  t.equal((await signInAs('boris', 'a good password')).status, 429, 'until the address has failed fifty times')
})

t.test('an unknown login is told the same, and takes as long, as a wrong password', async (t) => {
  const passwords = createPasswords()
  const stored = await passwords.hash('a good password')
  await passwords.isRight(undefined, 'warms up')
  const times = { known: Infinity, unknown: Infinity }
  const take = async (which: keyof typeof times, hash: string | undefined): Promise<void> => {
    const begun = performance.now()
    t.notOk(await passwords.isRight(hash, 'wrong'))
    times[which] = Math.min(times[which], performance.now() - begun)
  }
  // By turns, and the shortest of each: what else the machine does must not decide.
  for (let turn = 0; turn < 12; turn++) {
    await take('known', stored)
    await take('unknown', undefined)
  }
  const { known, unknown } = times
  t.ok(unknown > known / 3 && unknown < known * 3, `${known} ms and ${unknown} ms`)
  t.ok(await passwords.isRight(stored, 'a good password'))
})

t.test('the environment makes the first administrator, and its password holds after every start', async (t) => {
  const core = await startCore(t)
  const admin = await signIn(core, 'admin', 'the first password')
  t.equal(admin.role, 'admin')
  const { id } = (await admin('GET', '/api/v1/session')).body.user
  t.equal((await admin('PATCH', `/api/v1/users/${id}`, { role: 'agent' })).status, 409, 'the hub needs one')
  t.equal((await admin('PATCH', `/api/v1/users/${id}`, { password: 'another password' })).status, 200)
  t.equal((await admin('GET', '/api/v1/session')).status, 401, 'a new password ends the sessions')
  await core.stop()
  const again = await startCore(t, core)
  t.equal((await signIn(again, 'admin', 'the first password')).role, 'admin')
  t.equal((await again.ask('GET', '/api/v1/session')).body.role, 'admin')
  t.equal((await again.askAs({ authorization: `Basic ${API_KEY}` })('GET', '/api/v1/session')).status, 401)
})

t.test('a closed account cannot sign in, and its sessions end', async (t) => {
  const core = await startCore(t)
  const user = await addUser(core, 'anna', 'agent')
  const anna = await signIn(core, 'anna')
  t.equal((await core.ask('PATCH', `/api/v1/users/${user.id}`, { active: false })).status, 200)
  t.equal((await anna('GET', '/api/v1/session')).status, 401)
  const answer = await core.askAs({})('POST', '/api/v1/session', { login: 'anna', password: 'a good password' })
  t.match(answer, { status: 401, body: { type: 'urn:perezvon:problem:wrong-credentials' } })
})
