import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { until } from '../until.ts'
import { asteriskLauncher } from './asterisk.ts'
import { openLab, untilConnected } from './lab.ts'
import { customerCalls, customerWaits } from './sipp.ts'

const skip = asteriskLauncher ? false : 'no Asterisk here: see the first lines of `npm test`'
const CALLS = 24

t.test(
  'the hub is killed again and again while calls come and go: each is there once, and none is a ghost',
  { skip },
  async (t) => {
    const { pbx, hub } = await openLab(t)
    const callee = await customerWaits(t, pbx, ['ring', 300, 'answer', 'await-bye'], CALLS)
    const callers = await customerCalls(
      t,
      pbx,
      { to: '5550900', from: '84951234567', steps: ['answered', 1_200, 'bye'] },
      { calls: CALLS, perSecond: 3 }
    )
    const seen = new Set<string>()
    for (const pauseMs of [900, 1_350, 700, 1_810]) {
      await sleep(pauseMs) // when it is killed must not depend on what it is doing
      for (const { id } of await hub.interactions('?limit=100')) seen.add(id)
      await hub.kill()
      await hub.start()
    }
    t.equal(await callers.done, 0)
    t.equal(await callee.done, 0)
    await untilConnected(hub)
    await until(async () => (await hub.interactions('?state=live')).length === 0, 60_000)
    const all = await hub.interactions('?limit=100')
    const told = all.filter(({ startedAt, endedAt }) => endedAt !== null && startedAt <= endedAt)
    t.equal(told.length, all.length)
    t.equal(new Set(all.map(({ source }) => source.ids[0])).size, all.length, 'nothing is doubled')
    // A call that began and ended while no hub was there to hear it cannot be known; each that was seen stays.
    const kept = new Set(all.map(({ id }) => id))
    t.ok(seen.size > 0 && all.length <= CALLS, `${all.length} of ${CALLS} calls were there when a hub was`)
    t.same(
      [...seen].filter((id) => !kept.has(id)),
      [],
      'no call that was shown is gone'
    )
    t.same(
      [...new Set(all.map(({ direction, remote, line }) => `${direction} ${remote.raw} ${line}`))],
      ['inbound 84951234567 5550900']
    )
    t.ok(all.every(({ outcome }) => outcome !== null))
    const busNow = async () =>
      (await hub.api<{ bus: { pending: number; lag: number; deadLetters: number } }>('GET', '/health')).body.bus
    // What is in the history is acknowledged a moment later; what a killed hub had taken is claimed.
    await until(async () => (await busNow()).pending === 0, 60_000)
    t.same(await busNow(), { pending: 0, lag: 0, deadLetters: 0 }, 'nothing acknowledged is missing')
  }
)
