import pino from 'pino'
import t from 'tap'
import { redisServer } from '../../tests/redis.ts'
import { closeRedis, openRedis } from '../kit/redis.ts'
import { withLease } from './lease.ts'

const log = pino({ level: 'silent' })

t.test('a holder lets go while Redis stands still, before another could hold the lease, too', async (t) => {
  const server = await redisServer(t)
  const redis = await openRedis(server.url, log, 'lease')
  t.teardown(() => closeRedis(redis))
  const stopping = new AbortController()
  let rounds = 0
  const letGo = new Promise<void>((resolve) => {
    const running = withLease({ redis, log, name: 'pbx1', signal: stopping.signal }, async (held) => {
      rounds += 1
      if (rounds === 1) server.freeze()
      await new Promise<void>((ended) => held.addEventListener('abort', () => ended(), { once: true }))
      resolve()
    })
    t.teardown(() => {
      stopping.abort()
      return running
    })
  })
  await letGo
  t.equal(redis.isReady, true, 'the connection itself looks well')
  server.thaw()
  while (rounds < 2) await redis.ping()
  t.equal(rounds, 2, 'and it is held again when Redis is back')
})
