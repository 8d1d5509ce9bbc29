import { olgaCalls, olgaTalked, spoken, unspoken } from './from-olga.ts'
import type { Row } from './row.ts'
import { OLGA, type Stage } from './stage.ts'

/** A member of a queue goes for lunch, and is back when the row is over. */
async function paused<Result>({ pbx }: Stage, extension: string, queue: string, meanwhile: () => Promise<Result>) {
  await pbx.cli(`queue pause member PJSIP/${extension} queue ${queue}`)
  try {
    return await meanwhile()
  } finally {
    await pbx.cli(`queue unpause member PJSIP/${extension} queue ${queue}`)
  }
}

/** Calls into a queue: who is offered them, who takes them, who waits in vain. */
export const QUEUES: readonly Row[] = [
  {
    id: 'queue-ringall',
    name: 'a queue rings all its agents, one answers',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550100')
      const [rang, alsoRang] = await Promise.all([anna.rings(), boris.rings()])
      const people = { 101: 'alerting', 102: 'alerting', [OLGA.number]: 'queued' } as const
      await shows({ state: 'alerting', queue: 'sales', people })
      const answered = await boris.pickUp()
      const withdrawn = await anna.ends()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', [OLGA.number]: 'connected' } })
      await middle()
      await lasts(400)
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550100'), queue: 'sales', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'queue', 'answered-elsewhere', { offered: rang, answered: null, left: withdrawn, talk: 0 }],
            ['102', 'queue', 'answered', { offered: alsoRang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-caller-hangs-up',
    name: 'a queue that rings without picking up; the caller hangs up after the talk',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      const started = await olga.dial('5550110')
      const rang = await anna.rings()
      await shows({ state: 'alerting', queue: 'rounds', people: { 101: 'alerting' } })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await lasts(400)
      await middle()
      await olga.hangUp()
      const ended = await anna.ends()
      return [
        {
          ...{ ...olgaCalls('5550110'), queue: 'rounds', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-abandoned-waiting',
    name: 'a caller gives up in a queue where no agent is free',
    async run(scene) {
      const { outside, phone, shows, middle, lasts } = scene
      const [olga] = [await outside(OLGA.number), await phone('101')]
      return paused(scene, '101', 'insistent', async () => {
        const started = await olga.dial('5550190')
        await olga.said('CALL_ESTABLISHED')
        await shows({ state: 'queued', queue: 'insistent', people: { [OLGA.number]: 'queued' } })
        await middle()
        await lasts(300)
        await olga.hangUp()
        const ended = Date.now()
        return [
          {
            ...{ ...olgaCalls('5550190'), queue: 'insistent', ...unspoken(started, ended), outcome: 'abandoned' },
            participants: [[OLGA.number, 'dial', 'cancelled', { left: ended }]]
          }
        ]
      })
    }
  },
  {
    id: 'queue-abandoned-ringing',
    name: 'a caller gives up while the agents of a queue are rung',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550100')
      await Promise.all([anna.rings(), boris.rings()])
      await shows({ state: 'alerting', queue: 'sales', people: { 101: 'alerting', 102: 'alerting' } })
      await middle()
      await lasts(300)
      await olga.hangUp()
      const ended = await anna.ends()
      return [
        {
          ...{ ...olgaCalls('5550100'), queue: 'sales', ...unspoken(started, ended), outcome: 'abandoned' },
          participants: [
            [OLGA.number, 'dial', 'cancelled', { left: ended }],
            ['101', 'queue', 'cancelled', { answered: null, left: ended }],
            ['102', 'queue', 'cancelled', { answered: null, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-ring-rounds',
    name: 'an agent is rung twice and answers at last: one interaction, one row',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      const started = await olga.dial('5550110')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      await anna.ends()
      await shows({ state: 'queued', people: { 101: 'gone' } })
      await middle()
      await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await lasts(400)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550110'), queue: 'rounds', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-declined-rung-again',
    name: 'an agent who refuses is rung again, and answers',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      const started = await olga.dial('5550110')
      const rang = await anna.rings()
      await anna.decline()
      await shows({ state: 'queued', people: { 101: 'gone' } })
      await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      await middle()
      const answered = await anna.pickUp()
      await lasts(400)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550110'), queue: 'rounds', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-declined-abandoned',
    name: 'the only agent refuses, the caller gives up',
    async run({ outside, phone, shows, middle }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      const started = await olga.dial('5550110')
      const rang = await anna.rings()
      await anna.decline()
      const refused = await anna.ends()
      await shows({ state: 'queued', people: { 101: 'gone' } })
      await middle()
      await olga.hangUp()
      const ended = Date.now()
      return [
        {
          ...{ ...olgaCalls('5550110'), queue: 'rounds', ...unspoken(started, ended), outcome: 'abandoned' },
          participants: [
            [OLGA.number, 'dial', 'cancelled', { left: ended }],
            ['101', 'queue', 'busy', { offered: rang, answered: null, left: refused }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-turns',
    name: 'a queue rings its agents one after another',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, vera, gleb] = [await outside(OLGA.number), await phone('103'), await phone('104')]
      const started = await olga.dial('5550120')
      // Whose turn it is depends on whoever had the last call.
      const rings = { 103: vera.rings(), 104: gleb.rings() }
      const first = await Promise.race([rings[103].then(() => '103' as const), rings[104].then(() => '104' as const)])
      const second = first === '103' ? '104' : '103'
      const [one, two] = first === '103' ? [vera, gleb] : [gleb, vera]
      await shows({ state: 'alerting', people: { [first]: 'alerting' } })
      const gaveUp = await one.ends()
      const thenRang = await rings[second]
      await shows({ state: 'alerting', people: { [first]: 'gone', [second]: 'alerting' } })
      await middle()
      const answered = await two.pickUp()
      await lasts(400)
      await olga.hangUp()
      const ended = await two.ends()
      return [
        {
          ...{ ...olgaCalls('5550120'), queue: 'turns', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            [first, 'queue', 'no-answer', { offered: await rings[first], answered: null, left: gaveUp }],
            [second, 'queue', 'answered', { offered: thenRang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-first-penalty',
    name: 'a queue with penalties rings the first tier alone',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550130')
      const rang = await anna.rings()
      await shows({ state: 'alerting', queue: 'tiers', people: { 101: 'alerting' } })
      await middle()
      const answered = await anna.pickUp()
      await lasts(400)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550130'), queue: 'tiers', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-second-penalty',
    name: 'a queue with penalties rings the second tier when the first is away',
    async run(scene) {
      const { outside, phone, shows, middle, lasts } = scene
      const [olga, boris] = [await outside(OLGA.number), await phone('102'), await phone('101')]
      return paused(scene, '101', 'tiers', async () => {
        const started = await olga.dial('5550130')
        const rang = await boris.rings()
        await shows({ state: 'alerting', queue: 'tiers', people: { 102: 'alerting' } })
        const answered = await boris.pickUp()
        await shows({ state: 'connected', people: { 102: 'connected' } })
        await middle()
        await lasts(400)
        await boris.hangUp()
        const ended = await olga.ends()
        return [
          {
            ...{ ...olgaCalls('5550130'), queue: 'tiers', ...spoken(started, answered, ended) },
            participants: [
              olgaTalked(answered, ended),
              ['102', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
            ]
          }
        ]
      })
    }
  },
  {
    id: 'queue-back-from-lunch',
    name: 'a caller waits until an agent who was paused is back',
    async run(scene) {
      const { outside, phone, shows, middle, lasts, pbx } = scene
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      return paused(scene, '101', 'announced', async () => {
        const started = await olga.dial('5550180')
        await shows({ state: 'queued', queue: 'announced', people: { [OLGA.number]: 'queued' } })
        await middle()
        await lasts(600) // "You are now first in line": nobody has answered
        await pbx.cli('queue unpause member PJSIP/101 queue announced')
        const rang = await anna.rings()
        await shows({ state: 'alerting', queue: 'announced', people: { 101: 'alerting' } })
        const answered = await anna.pickUp()
        await shows({ state: 'connected', people: { 101: 'connected' } })
        await lasts(400)
        await anna.hangUp()
        const ended = await olga.ends()
        return [
          {
            ...{ ...olgaCalls('5550180'), queue: 'announced', ...spoken(started, answered, ended) },
            participants: [
              olgaTalked(answered, ended),
              ['101', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
            ]
          }
        ]
      })
    }
  },
  {
    id: 'queue-both-answer',
    name: 'two agents of a queue pick up at the same moment: one of them talks',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550100')
      await Promise.all([anna.rings(), boris.rings()])
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting' } })
      const ends = { 101: anna.ends(), 102: boris.ends() }
      await Promise.all([anna.accept(), boris.accept()])
      const answered = Date.now()
      const slower = await Promise.race([ends[101].then(() => '101' as const), ends[102].then(() => '102' as const)])
      const quicker = slower === '101' ? '102' : '101'
      await shows({ state: 'connected', people: { [quicker]: 'connected', [slower]: 'gone' } })
      await middle()
      await lasts(400)
      await olga.hangUp()
      const ended = await ends[quicker]
      return [
        {
          ...{ ...olgaCalls('5550100'), queue: 'sales', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            [quicker, 'queue', 'answered', { answered, left: ended, talk: ended - answered }],
            [slower, 'queue', 'answered-elsewhere', { answered: null, talk: 0 }]
          ]
        }
      ]
    }
  }
]
