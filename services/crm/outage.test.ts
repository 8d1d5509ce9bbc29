import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { callEvent } from '../../tests/call-events.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { redisServer } from '../../tests/redis.ts'
import { until } from '../../tests/until.ts'
import { eventually, startCore } from './harness.test.ts'

t.test('while Redis is away, what needs it says so; then events go on, and none is lost', async (t) => {
  const redis = await redisServer(t)
  const core = await startCore(t, { redisUrl: redis.url })
  await core.emit(callEvent('1.1', 1))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
  await redis.kill()
  const health = await eventually(core.ask, '/api/v1/health', (page) => page.redis === false)
  t.match(health, { postgres: true, redis: false })
  t.equal((await core.ask('GET', '/api/v1/interactions')).status, 200, 'what needs only PostgreSQL goes on')
  const dialled = await core.ask('POST', '/api/v1/calls', { to: '+74951234567', from: '101' })
  t.equal(dialled.status, 503)
  t.ok(Number(dialled.headers['retry-after']) > 0)
  const signIn = await core.askAs({})('POST', '/api/v1/session', { login: 'admin', password: 'the first password' })
  t.equal(signIn.status, 503)
  await redis.start()
  await until(async () => {
    try {
      await core.emit(callEvent('1.2', 1), callEvent('1.1', 2, { state: 'ended', endedAt: '2026-01-15T09:01:00.000Z' }))
      return true
    } catch {
      return false // the client of this test is still away, too
    }
  })
  await eventually(core.ask, '/api/v1/interactions?state=live', ({ items }) => items.length === 1)
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 2)
})

/** A way to PostgreSQL that can be cut, and mended; `refused` counts who came meanwhile. */
async function cuttable(t: Test, to: URL) {
  const open = new Set<Socket>()
  const way = { url: '', refused: 0, isCut: false }
  const server = createServer((near) => {
    if (way.isCut) {
      way.refused += 1
      near.destroy()
      return
    }
    const far = connect(Number(to.port || 5432), to.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near]
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => {}) // the cut itself
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    way.isCut = true
    for (const socket of open) socket.destroy()
  }
  t.teardown(() => {
    server.close()
    cut()
  })
  const url = new URL(to)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(way, { url: url.href, cut })
}

t.test('while PostgreSQL is away, answers are 503; events wait, and none is lost or doubled', async (t) => {
  const way = await cuttable(t, new URL((await freshDatabase(t)).url))
  const core = await startCore(t, { databaseUrl: way.url })
  await core.emit(callEvent('1.1', 1))
  await eventually(core.ask, '/api/v1/interactions', ({ items }) => items.length === 1)
  way.cut()
  const { status, headers, body } = await core.ask('GET', '/api/v1/interactions')
  t.equal(status, 503)
  t.equal(body.type, 'urn:perezvon:problem:unavailable')
  t.ok(Number(headers['retry-after']) > 0)
  t.match((await core.ask('GET', '/api/v1/health')).body, { postgres: false, redis: true })
  for (let i = 0; i < 30; i++) await core.emit(callEvent(`2.${i}`, 1), callEvent(`2.${i}`, 1))
  way.isCut = false
  await eventually(core.ask, '/api/v1/interactions?limit=200', ({ items }) => items.length === 31)
  await eventually(core.ask, '/api/v1/health', ({ postgres, bus }) => postgres && bus.pending === 0 && bus.lag === 0)
  t.equal((await core.ask('GET', '/api/v1/events')).body.items.length, 31)
})

t.test('a core that starts while PostgreSQL is away waits for it', async (t) => {
  const way = await cuttable(t, new URL((await freshDatabase(t)).url))
  way.cut()
  const starting = startCore(t, { databaseUrl: way.url })
  await until(() => way.refused >= 2)
  way.isCut = false
  t.equal((await (await starting).ask('GET', '/api/v1/contacts')).status, 200)
})
