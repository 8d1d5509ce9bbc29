import { DIRECT, INBOUND, talk, together } from './breaking.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

const PETR = '84957654321'

/** Who talks to whom changes while one of the two links is down. */
export const BREAK_MOVES: readonly Row[] = [
  {
    id: 'break-blind-rings',
    name: 'the caller is sent to a colleague (REFER) while the link is down: the transfer is known when it is back',
    async run(scene) {
      const { shows, phone } = scene
      const { olga, anna, rang, answered } = await talk(scene)
      const boris = await phone('102')
      let [sent, second] = [0, 0]
      await scene.whileCut(async () => {
        sent = Date.now()
        await anna.refer('102')
        await boris.rings()
        await shows({ state: 'alerting', people: { 101: 'gone', 102: 'alerting' } })
      })
      second = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
      await scene.lasts(300)
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...DIRECT, started: rang, answered, ended, talk: sent - answered + ended - second },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered', { answered, left: sent, talk: sent - answered }],
            ['102', 'transfer', 'answered', { offered: sent, answered: second, left: ended, talk: ended - second }]
          ],
          transfers: [['blind', '101', '102']]
        }
      ]
    }
  },
  {
    id: 'break-blind-talks',
    name: 'the caller is sent to a colleague who answers, all while the link is down',
    async run(scene) {
      const { shows, phone } = scene
      const { olga, anna, rang, answered } = await talk(scene)
      const boris = await phone('102')
      let [sent, second] = [0, 0]
      await scene.whileCut(async () => {
        sent = Date.now()
        await anna.refer('102')
        await boris.rings()
        second = await boris.pickUp()
        await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
      })
      await scene.lasts(300)
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...DIRECT, started: rang, answered, ended, talk: sent - answered + ended - second },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered', { answered, left: sent, talk: sent - answered }],
            ['102', 'transfer', 'answered', { offered: sent, answered: second, left: ended, talk: ended - second }]
          ],
          transfers: [['blind', '101', '102']]
        }
      ]
    }
  },
  {
    id: 'break-picked-up',
    name: 'a colleague picks up what rings elsewhere while the link is down',
    async run({ outside, phone, shows, whileCut, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      await olga.dial('5550300')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      let answered = 0
      await whileCut(async () => {
        await boris.dial('*8')
        answered = await olga.said('CALL_ESTABLISHED')
        await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
      })
      await lasts(300)
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...DIRECT, started: rang, ...together(answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered-elsewhere', { offered: rang, answered: null, left: answered }],
            ['102', 'pickup', 'answered', { answered, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-parked',
    name: 'the caller is parked while the link is down, and fetched by another when it is back',
    async run(scene) {
      const { shows, phone } = scene
      const { olga, anna, rang, answered } = await talk(scene)
      const boris = await phone('102')
      let parked = 0
      await scene.whileCut(async () => {
        parked = Date.now()
        await anna.refer('700')
        await shows({ state: 'held' })
        await anna.hangUp()
        await shows({ state: 'held', people: { 101: 'gone' } })
      })
      await scene.lasts(300)
      await boris.dial('701')
      const fetched = await boris.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
      await scene.lasts(300)
      await boris.hangUp()
      const ended = await olga.ends()
      const talked = parked - answered + ended - fetched
      return [
        {
          ...{ ...DIRECT, started: rang, answered, ended, talk: talked, hold: fetched - parked },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered', { answered, talk: parked - answered }],
            ['102', 'park', 'answered', { answered: fetched, left: ended, talk: ended - fetched }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-fetched',
    name: 'a parked caller is fetched by another while the link is down',
    async run(scene) {
      const { shows, phone } = scene
      const { olga, anna, rang, answered } = await talk(scene)
      const boris = await phone('102')
      const parked = Date.now()
      await anna.refer('700')
      await shows({ state: 'held' })
      await anna.hangUp()
      await shows({ state: 'held', people: { 101: 'gone' } })
      let fetched = 0
      await scene.whileCut(async () => {
        await boris.dial('701')
        fetched = await boris.said('CALL_ESTABLISHED')
        await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
      })
      await scene.lasts(300)
      await boris.hangUp()
      const ended = await olga.ends()
      const talked = parked - answered + ended - fetched
      return [
        {
          ...{ ...DIRECT, started: rang, answered, ended, talk: talked, hold: fetched - parked },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered', { answered, talk: parked - answered }],
            ['102', 'park', 'answered', { answered: fetched, left: ended, talk: ended - fetched }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-attended',
    name: 'a consultation becomes an attended transfer while the link is down',
    async run(scene) {
      const { shows, phone, lasts } = scene
      const { olga, anna, rang, answered } = await talk(scene)
      const boris = await phone('102')
      await lasts(400)
      await anna.press('*2')
      const held = Date.now()
      await shows({ state: 'held', people: { 101: 'held' } })
      await anna.press('102')
      await boris.rings()
      const consulted = await boris.pickUp()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'connected' } })
      let moved = 0
      await scene.whileCut(async () => {
        await lasts(300)
        moved = Date.now()
        await anna.hangUp()
        await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected' } })
      })
      await lasts(300)
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...DIRECT, started: rang, answered, ended, talk: held - answered + ended - moved, hold: moved - held },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered', { answered, left: moved }],
            ['102', 'transfer', 'answered', { answered: consulted, left: ended }]
          ],
          transfers: [['attended', '101', '102']]
        }
      ]
    }
  },
  {
    id: 'break-conference',
    name: 'a third comes into a conference while the link is down',
    async run({ phone, shows, whileCut, lasts }) {
      const [anna, boris, vera] = [await phone('101'), await phone('102'), await phone('103')]
      await anna.dial('8000')
      const began = await anna.said('CALL_ESTABLISHED')
      await boris.dial('8000')
      const second = await boris.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      let third = 0
      await whileCut(async () => {
        await vera.dial('8000')
        third = await vera.said('CALL_ESTABLISHED')
        await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected', 103: 'connected' } })
      })
      await lasts(300)
      await anna.hangUp()
      await boris.hangUp()
      const left = Date.now()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'gone', 103: 'connected' } })
      await vera.hangUp()
      const ended = Date.now()
      return [
        {
          ...{ direction: 'internal', outcome: 'answered', remote: '8000', started: began, answered: second, ended },
          talk: left - second,
          participants: [
            ['101', 'conference', 'answered', { left }],
            ['102', 'conference', 'answered', { left }],
            ['103', 'conference', 'answered', { answered: third, left: ended, talk: left - third }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-abandons',
    name: 'a caller hangs up in the queue while the link is down',
    async run({ outside, phone, shows, whileCut }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      await olga.dial('5550100')
      const began = await olga.said('CALL_ESTABLISHED')
      const rang = await anna.rings()
      await boris.rings()
      await shows({ state: 'alerting', queue: 'sales', people: { 101: 'alerting', 102: 'alerting' } })
      let ended = 0
      await whileCut(async () => {
        await olga.hangUp()
        ended = await anna.ends()
      })
      return [
        {
          ...{ ...INBOUND, outcome: 'abandoned', line: '5550100', queue: 'sales', started: began, answered: null },
          ...{ ended, talk: 0 },
          participants: [
            [OLGA.number, 'dial', 'cancelled'],
            ['101', 'queue', 'cancelled', { offered: rang, answered: null }],
            ['102', 'queue', 'cancelled']
          ]
        }
      ]
    },
    unknownAfterCut: { fields: /^outcome|^reason|^participants/, why: 'whether the caller gave up was not heard' }
  },
  {
    id: 'break-agent-pool',
    name: 'an agent who has signed in loses one customer and gets the next while the link is down: two calls',
    async run({ outside, phone, shows, said, whileCut, lasts }) {
      const [olga, petr, vera] = [await outside(OLGA.number), await outside(PETR), await phone('105')]
      await vera.dial('560')
      await vera.said('CALL_ESTABLISHED')
      await lasts(1_000) // she is asked for nothing, and waits
      await olga.dial('5550198')
      const began = await olga.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', remote: OLGA.number, people: { 105: 'connected' } })
      const answered = said('AgentConnect')
      let [ended, next, then] = [0, 0, 0]
      await whileCut(async () => {
        await lasts(300)
        await olga.hangUp()
        ended = Date.now()
        await lasts(500)
        await petr.dial('5550198')
        next = await petr.said('CALL_ESTABLISHED')
        await shows({ state: 'connected', remote: PETR, people: { 105: 'connected' } })
        then = said('AgentConnect')
      })
      await lasts(300)
      await petr.hangUp()
      const petrEnded = Date.now()
      const pool = { line: '5550198', queue: 'pool' } as const
      return [
        {
          ...{ ...INBOUND, ...pool, started: began, ...together(answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['105', 'queue', 'answered', { answered }]
          ]
        },
        {
          ...{ direction: 'inbound', outcome: 'answered', remote: PETR, ...pool },
          ...{ started: next, ...together(then, petrEnded) },
          participants: [
            [PETR, 'dial', 'answered'],
            ['105', 'queue', 'answered', { answered: then, left: petrEnded }]
          ]
        }
      ]
    },
    unknownAfterCut: { fields: /^reason/, why: 'the end of the first was not heard: link-lost says so' }
  },
  {
    id: 'break-second-round',
    name: 'the queue lets a phone rest and rings it again while the link is down: one participant, answered',
    async run({ outside, phone, shows, whileCut, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      await olga.dial('5550110')
      const rang = await anna.rings()
      await shows({ state: 'alerting', queue: 'rounds', people: { 101: 'alerting' } })
      let answered = 0
      await whileCut(async () => {
        await anna.ends()
        await anna.rings()
        answered = await anna.pickUp()
        await shows({ state: 'connected', people: { 101: 'connected' } })
      })
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...INBOUND, line: '5550110', queue: 'rounds', started: rang, ...together(answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended }]
          ]
        }
      ]
    }
  }
]
