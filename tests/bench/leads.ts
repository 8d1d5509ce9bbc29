import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { ScreenPop } from '../../contracts/realtime.ts'
import { type Agent, startHub } from '../hub.ts'
import { addRule, FORMS_YAML, openForm } from '../lead-posts.ts'
import { until } from '../until.ts'
import { machine, type Spread, spread, table } from './figures.ts'

/**
 * From the moment at which a form is posted to the moment at which the card is at the page of the rep whom the rules name:
 * one hub on durable servers, all in one process. Each rep takes what is put before them, so that somebody is always free.
 */
const REPS = 20
const TRIAL = 30
const RATES = [
  [1, 60],
  [10, 20]
] as const

let serial = Math.floor(Math.random() * 500_000_000)

async function measure(t: Test): Promise<void> {
  const hub = await startHub(t, `adapters:\n${FORMS_YAML}`)
  const form = await openForm(hub, { perAddressPerMinute: 1_000_000, perFormPerMinute: 1_000_000 })
  const postedAt = new Map<string, number>()
  const took: number[] = []
  const underWay: Promise<unknown>[] = []
  const reps: Agent[] = []
  for (let n = 0; n < REPS; n++) {
    const rep = await hub.agent(t, `rep${n}`, String(1_000 + n))
    reps.push(rep)
    rep.socket.on('screen-pop', ({ lead }: ScreenPop) => {
      const at = postedAt.get(lead?.lead.phone ?? '')
      if (!lead || at === undefined) return
      took.push(performance.now() - at)
      postedAt.delete(lead.lead.phone ?? '')
      void hub.api(
        'POST',
        `/leads/${lead.lead.id}/take`,
        {},
        { authorization: '', cookie: rep.cookie, origin: hub.url }
      )
    })
  }
  await addRule(
    hub,
    reps.map(({ id }) => id),
    { takeWithinSeconds: 600 }
  )

  async function run(perSecond: number, seconds: number): Promise<Spread> {
    took.length = 0
    const total = perSecond * seconds
    const from = performance.now()
    for (let n = 0; n < total; n++) {
      await sleep(Math.max(0, from + (n * 1_000) / perSecond - performance.now()))
      const phone = `+79${String(serial++).padStart(9, '0')}`
      postedAt.set(phone, performance.now())
      underWay.push(form.post({ name: `Lead ${n}`, phone, comment: 'Call me back, please' }))
    }
    await until(() => took.length === total, 60_000).catch(() => {})
    if (took.length !== total) console.log(`${total - took.length} of ${total} leads did not come to anybody`)
    await Promise.all(underWay.splice(0))
    return spread(took)
  }

  await run(5, TRIAL / 5)
  const rows: (string | number)[][] = []
  for (const [perSecond, seconds] of RATES) {
    const { n, p50, p95, p99, max } = await run(perSecond, seconds)
    rows.push([perSecond, n, ...[p50, p95, p99, max].map((ms) => ms.toFixed(1))])
  }
  console.log(`${machine()}\n`)
  console.log(table(['posts/s', 'leads', 'p50, ms', 'p95', 'p99', 'max'], rows))
}

t.test('leads', { timeout: 600_000 }, measure)
