import pino from 'pino'
import t from 'tap'
import { freshRedis } from '../../tests/redis.ts'
import { closeRedis, openRedis } from './redis.ts'

const log = pino({ level: 'silent' })

t.test('a client has nothing of the client that was made before it', async (t) => {
  const bare = (await freshRedis(t)).replace(/\/\d+$/, '')
  const databases: number[] = []
  for (const url of [`${bare}/5`, bare]) {
    const client = await openRedis(url, log, 'test', 2_000)
    t.teardown(() => closeRedis(client))
    databases.push((await client.clientInfo()).db)
  }
  t.strictSame(databases, [5, 0])
})
