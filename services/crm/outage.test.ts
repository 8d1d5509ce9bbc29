import t from 'tap'
import { callEvent } from '../../tests/call-events.ts'
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
