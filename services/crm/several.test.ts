import t from 'tap'
import { agent, callEvent } from '../../tests/call-events.ts'
import { until } from '../../tests/until.ts'
import { eventually, startCore } from './harness.test.ts'

t.test(
  'two cores share the work: every event once, every change told once, and none is lost when one goes',
  async (t) => {
    const first = await startCore(t)
    const second = await startCore(t, { redisUrl: first.redisUrl, databaseUrl: first.databaseUrl })
    const calls = Array.from({ length: 60 }, (_, i) => [
      callEvent(`1.${i}`, 1, { participants: [agent('101')] }),
      callEvent(`1.${i}`, 2, { state: 'connected', participants: [agent('101', { state: 'connected' })] })
    ])
    for (const pair of calls.slice(0, 30)) await first.emit(...pair)
    await first.stop()
    for (const pair of calls.slice(30)) await second.emit(...pair)
    await eventually(second.ask, '/api/v1/interactions?state=connected&limit=200', ({ items }) => items.length === 60)
    const { items } = (await second.ask('GET', '/api/v1/events?limit=1000')).body
    t.same(
      items.map(({ cursor }: { cursor: string }) => Number(cursor)),
      items.map((_: unknown, at: number) => at + 1),
      'the event stream has no gap'
    )
    await until(() => second.told.length === items.length)
    t.equal(new Set(second.told.map(({ item }) => item.cursor)).size, items.length)
  }
)
