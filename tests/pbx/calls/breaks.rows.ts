import { DIRECT, direct, INBOUND, talk, together } from './breaking.ts'
import type { ExpectedInteraction } from './expected.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

/**
 * What changes while one of the two links is down: what the PBX can be asked when it is back is exact; the rest is named as
 * estimated.
 */
export const BREAKS: readonly Row[] = [
  {
    id: 'break-begins',
    name: 'a call that begins while the link is down is found, with its true beginning',
    async run({ outside, phone, shows, whileCut, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      let rang = 0
      await whileCut(async () => {
        await olga.dial('5550300')
        rang = await anna.rings()
        await shows({ state: 'alerting', people: { 101: 'alerting' } })
      })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected' } })
      await lasts(300)
      await anna.hangUp()
      return [direct(rang, answered, await olga.ends())]
    }
  },
  {
    id: 'break-talks',
    name: 'a call that begins and is answered while the link is down is found in its talk, with its true times',
    async run(scene) {
      const { whileCut, lasts } = scene
      let call: Awaited<ReturnType<typeof talk>> | undefined
      await whileCut(async () => {
        call = await talk(scene)
        await lasts(400)
      })
      if (call === undefined) return []
      await call.anna.hangUp()
      return [direct(call.rang, call.answered, await call.olga.ends())]
    }
  },
  {
    id: 'break-menu',
    name: 'a caller who is in the menu when the link goes and rings a phone when it is back',
    async run({ outside, phone, shows, whileCut, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      await olga.dial('5550400')
      const began = await olga.said('CALL_ESTABLISHED')
      await shows({ state: 'queued' })
      let rang = 0
      await whileCut(async () => {
        await lasts(300)
        await olga.press('2')
        rang = await anna.rings()
        await shows({ state: 'alerting', people: { 101: 'alerting' } })
      })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...INBOUND, line: '5550400', started: began, ...together(answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered', { offered: rang, answered, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-group-loses',
    name: 'a ring group is answered while the link is down: who lost to a colleague is known, and when',
    async run({ outside, phone, shows, whileCut, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      await olga.dial('5550200')
      const rang = await anna.rings()
      await boris.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting' } })
      let answered = 0
      await whileCut(async () => {
        answered = await boris.pickUp()
        await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
        await lasts(500)
      })
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...INBOUND, line: '5550200', started: rang, ...together(answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered-elsewhere', { offered: rang, answered: null, left: answered }],
            ['102', 'dial', 'answered', { offered: rang, answered, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-queue-answers',
    name: 'a caller comes into the queue and an agent answers, all while the link is down',
    async run({ outside, phone, shows, whileCut, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      let [began, rang, answered] = [0, 0, 0]
      await whileCut(async () => {
        await olga.dial('5550100')
        began = await olga.said('CALL_ESTABLISHED')
        rang = await anna.rings()
        await boris.rings()
        await shows({ state: 'alerting', queue: 'sales', people: { 101: 'alerting', 102: 'alerting' } })
        answered = await anna.pickUp()
        await shows({ state: 'connected', people: { 101: 'connected', 102: 'gone' } })
      })
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...INBOUND, line: '5550100', queue: 'sales', started: began, ...together(answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended }],
            ['102', 'queue', 'answered-elsewhere']
          ]
        }
      ]
    },
    unknownAfterCut: {
      fields: /^outcome|^participants/,
      why: 'a phone that rang and was let go meanwhile leaves no trace'
    }
  },
  {
    id: 'break-ends',
    name: 'a call that is hung up while the link is down has ended when the link is back, at an estimated moment',
    async run(scene) {
      const { olga, anna, rang, answered } = await talk(scene)
      let ended = 0
      await scene.whileCut(async () => {
        await anna.hangUp()
        ended = await olga.ends()
        await scene.lasts(300)
      })
      return [direct(rang, answered, ended)]
    },
    unknownAfterCut: { fields: /^reason/, why: 'its end was not heard: link-lost says so' }
  },
  {
    id: 'break-gives-up',
    name: 'a caller who gives up while the link is down: the end and the outcome are said to be estimated',
    async run({ outside, phone, shows, whileCut }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      await olga.dial('5550300')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      let ended = 0
      await whileCut(async () => {
        await olga.hangUp()
        ended = await anna.ends()
      })
      return [
        {
          ...{ ...DIRECT, outcome: 'missed', started: rang, answered: null, ended, talk: 0 },
          participants: [
            [OLGA.number, 'dial', 'cancelled'],
            ['101', 'dial', 'cancelled', { offered: rang, answered: null }]
          ]
        }
      ]
    },
    unknownAfterCut: { fields: /^outcome|^reason|^participants/, why: 'whether the caller gave up was not heard' }
  },
  {
    id: 'break-held',
    name: 'a caller is put on hold while the link is down: that they are held is known, since when is not',
    async run(scene) {
      const { shows, lasts } = scene
      const { olga, anna, rang, answered } = await talk(scene)
      let held = 0
      await scene.whileCut(async () => {
        await lasts(300)
        held = Date.now()
        await anna.hold()
        await shows({ state: 'held', people: { 101: 'held' } })
      })
      await shows({ state: 'held', people: { 101: 'held' } })
      const retrieved = Date.now()
      await anna.retrieve()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      const [hold, all] = [retrieved - held, ended - answered]
      return [{ ...direct(rang, answered, ended, { hold, talk: all - hold }), hold, talk: all - hold }]
    }
  },
  {
    id: 'break-retrieved',
    name: 'a caller on hold is retrieved while the link is down: that they talk is known',
    async run(scene) {
      const { shows, lasts } = scene
      const { olga, anna, rang, answered } = await talk(scene)
      const held = Date.now()
      await anna.hold()
      await shows({ state: 'held', people: { 101: 'held' } })
      let retrieved = 0
      await scene.whileCut(async () => {
        await lasts(300)
        retrieved = Date.now()
        await anna.retrieve()
        await shows({ state: 'connected', people: { 101: 'connected' } })
      })
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await anna.hangUp()
      const ended = await olga.ends()
      const [hold, all] = [retrieved - held, ended - answered]
      return [{ ...direct(rang, answered, ended, { hold, talk: all - hold }), hold, talk: all - hold }]
    }
  },
  {
    id: 'break-comes-and-goes',
    name: 'a call that comes and goes while the link is down is not known over it: the gap is told, and nothing is made up',
    async run(scene) {
      let all: ExpectedInteraction[] = []
      await scene.whileCut(async () => {
        const { olga, anna, rang, answered } = await talk(scene)
        await anna.hangUp()
        all = [direct(rang, answered, await olga.ends())]
      })
      return all
    },
    unheard: 1
  }
]
