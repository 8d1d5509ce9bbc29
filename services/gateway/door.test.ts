import t from 'tap'
import { freshRedis } from '../../tests/redis.ts'
import { anna, boris, call, phone, uuid } from './calls.fixture.ts'
import { API_KEY } from './core.fixture.ts'
import { boss, marketer, startAll } from './gateway.fixture.ts'
import { cookie, newPage, openPage, until } from './page.fixture.ts'

t.setTimeout(120_000) // each wait has its own, shorter, end; this one is for a busy machine

const ringing = (version: number) => ({ type: 'interaction' as const, data: call(version, [phone(anna)]) })
type Refusal = Error & { data?: unknown }

t.test('who is not signed in is refused with a problem document', async (t) => {
  const { url, core } = await startAll(t, await freshRedis(t))
  const good = core.signIn(anna)
  const attempts = [
    [{}, 401],
    [cookie('unknown'), 401],
    [{ auth: { token: 'wrong' } }, 401],
    [{ auth: { token: 7 } }, 401],
    [{ extraHeaders: { authorization: 'Bearer wrong' } }, 401],
    [{ extraHeaders: { cookie: `perezvon_session=${good}`, origin: 'https://evil.example' } }, 403],
    [{ auth: { token: API_KEY, user: 'nobody' } }, 400]
  ] as const
  for (const [options, status] of attempts) {
    const { socket } = newPage(t, url, options)
    const err = await new Promise<Refusal>((resolve) => socket.on('connect_error', resolve))
    t.match(err.data, { type: /^urn:perezvon:problem:/, title: String, status }, JSON.stringify(options))
  }
})

t.test('a page of the same origin, a key in auth and a key in the header are let in', async (t) => {
  const { url, core } = await startAll(t, await freshRedis(t))
  const session = `perezvon_session=${core.signIn(anna)}`
  for (const options of [
    { extraHeaders: { cookie: `theme=dark; ${session}`, origin: url } },
    { transports: ['polling', 'websocket'], extraHeaders: { cookie: session } },
    { extraHeaders: { cookie: session, origin: 'https://hub.example', 'x-forwarded-host': 'hub.example' } },
    { auth: { token: API_KEY } },
    { extraHeaders: { authorization: `Bearer ${API_KEY}` } }
  ]) {
    t.ok((await openPage(t, url, options)).socket.connected)
  }
})

t.test('an API key hears all but pops, and pops of the person it names, beside their page', async (t) => {
  const { url, core, page } = await startAll(t, await freshRedis(t))
  const own = await page(anna)
  const plain = await openPage(t, url, { auth: { token: API_KEY } })
  const forAnna = await openPage(t, url, { auth: { token: API_KEY, user: anna.id } })
  await core.commit(ringing(1))
  for (const one of [own, forAnna]) await one.next('screen-pop')
  await plain.next('interaction')
  await plain.settle()
  t.same(plain.all('screen-pop'), [])
  t.match(await plain.ask('ack', { interaction: uuid(1000), action: 'opened' }), {
    ok: false,
    type: 'urn:perezvon:problem:not-permitted'
  })
})

t.test('a message that does not fit its schema is answered so, and the next one is heard', async (t) => {
  const { page } = await startAll(t, await freshRedis(t))
  const own = await page(anna)
  for (const [name, ...args] of [
    ['ack', { interaction: 'not a uuid', action: 'shown' }],
    ['ack', { interaction: uuid(1), action: 'eaten' }],
    ['ack'],
    ['resume', { cursor: 7 }],
    ['resume', null],
    ['resume', { cursor: 'x'.repeat(21) }],
    ['active', { now: true }],
    ['active', 1, 2],
    ['become-admin', {}],
    ['toString', {}]
  ] as const) {
    const bad = { ok: false, type: 'urn:perezvon:problem:bad-input', message: String }
    t.match(await own.ask(name, ...args), bad, `${name} ${JSON.stringify(args)}`)
  }
  t.same(await own.ask('ack', { interaction: uuid(1), action: 'shown' }), { ok: true })
})

t.test('a flood is refused, then cut off; others are not touched', async (t) => {
  const { page } = await startAll(t, await freshRedis(t))
  const [own, other] = [await page(anna), await page(boris)]
  const answers = await Promise.all(Array.from({ length: 60 }, () => own.ask('active')))
  t.ok(answers.some((ack) => !ack.ok && ack.type === 'urn:perezvon:problem:too-many-requests'))
  let closed = ''
  own.socket.on('disconnect', (reason) => {
    closed = reason
  })
  for (let i = 0; i < 400; i++) own.socket.emit('active')
  await until('the flood to be cut off', () => closed !== '')
  t.same(await other.ask('active'), { ok: true })
})

t.test('a message over 64 kB ends the connection that sent it', async (t) => {
  const { page } = await startAll(t, await freshRedis(t))
  const own = await page(anna)
  let closed = ''
  own.socket.on('disconnect', (reason) => {
    closed = reason
  })
  own.socket.emit('resume', { cursor: 'x'.repeat(100_000) })
  await until('the connection to end', () => closed !== '')
  t.equal(closed, 'transport close')
})

t.test('a change of role acts at once, and a deactivated user is put out', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const [own, chief] = [await page(anna), await page(boss)]
  const promoted = { ...anna, role: 'supervisor' as const }
  core.state.sessions.set('session-of-anna', { user: promoted, role: 'supervisor', expiresAt: null })
  await core.commit({ type: 'user', data: promoted })
  await core.commit({ type: 'interaction', data: call(1, [phone(boris)], { id: uuid(1001) }) })
  await own.next('interaction', ({ id }) => id === uuid(1001))
  await core.commit({ type: 'user', data: { ...promoted, active: false } })
  await until('to be put out', () => !own.socket.connected)
  t.equal(own.socket.active, false, 'and it does not come back by itself')
  t.equal(chief.socket.connected, true)
})

t.test('with the core away a known session may come back, an unknown one waits for it', async (t) => {
  const { core, url, page } = await startAll(t, await freshRedis(t))
  const own = await page(anna)
  core.state.isAway = true
  own.socket.disconnect().connect()
  await until('the known one to be back', () => own.socket.connected)
  const stranger = newPage(t, url, cookie(core.signIn(boris)))
  const before = core.state.asked.length
  await until(
    'the unknown one to have tried twice',
    () => core.state.asked.slice(before).filter((p) => p.endsWith('session')).length > 1
  )
  t.equal(stranger.socket.connected, false)
  core.state.isAway = false
  await until('the unknown one to be let in', () => stranger.socket.connected)
})

t.test('a marketer is shown no pops', async (t) => {
  const { core, page } = await startAll(t, await freshRedis(t))
  const own = await page(marketer)
  await core.commit({ type: 'interaction', data: call(1, [phone(marketer)]) })
  t.match(await own.resume(), { live: [], pops: [], agents: [], queues: [] })
  t.same(own.all('screen-pop'), [])
})

t.test('a stopped gateway lets go of its pages, and they come back by themselves', async (t) => {
  const { page, stop } = await startAll(t, await freshRedis(t))
  const own = await page(anna)
  let closed = ''
  own.socket.on('disconnect', (reason) => {
    closed = reason
  })
  await stop()
  await until('the page to notice', () => closed !== '')
  t.equal(own.socket.active, true)
})
