import type { ExpectedInteraction, ExpectedParticipant } from './expected.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

const fromOlga = { direction: 'inbound', remote: OLGA.number, contact: OLGA.name } as const

/** Somebody listens in on an agent who talks to a customer: the customer's interaction is what it was. */
const spied = (id: string, name: string, code: string, barges = false): Row => ({
  id,
  name,
  async run({ outside, phone, shows, middle, lasts }) {
    const [olga, anna, gleb] = [await outside(OLGA.number), await phone('101'), await phone('104')]
    await olga.dial('5550300')
    const rang = await anna.rings()
    const answered = await anna.pickUp()
    await shows({ state: 'connected', people: { 101: 'connected' } })
    await gleb.dial(code)
    const spiedFrom = 100 + (await gleb.said('CALL_ESTABLISHED')) // ChanSpy looks around ten times a second
    await lasts(300)
    const people = { 101: 'connected', [OLGA.number]: 'connected' } as const
    await shows({ state: 'connected', people: { ...people, ...(barges ? { 104: 'connected' } : {}) } })
    await middle()
    await gleb.hangUp()
    const spiedUntil = await gleb.ends()
    await shows({ state: 'connected', people: { ...people, ...(barges ? { 104: 'gone' } : {}) } })
    await lasts(200)
    await olga.hangUp()
    const ended = await anna.ends()
    const spoke = { left: ended, talk: ended - answered }
    const spy: ExpectedParticipant[] = [
      ['104', 'conference', 'answered', { answered: spiedFrom, left: spiedUntil, talk: spiedUntil - spiedFrom }]
    ]
    return [
      {
        ...{ ...fromOlga, line: '5550300', outcome: 'answered', started: rang, answered, ended },
        talk: ended - answered,
        participants: [
          [OLGA.number, 'dial', 'answered', spoke],
          ['101', 'dial', 'answered', { offered: rang, answered, ...spoke }],
          ...(barges ? spy : [])
        ]
      }
    ]
  }
})

const CONFERENCES: readonly Row[] = [
  {
    id: 'conference',
    name: 'three colleagues confer; the one who came first leaves first, and one stays for a moment',
    async run({ phone, shows, middle, lasts }) {
      const [anna, boris, vera] = [await phone('101'), await phone('102'), await phone('103')]
      const started = Date.now()
      await anna.dial('8000')
      await anna.said('CALL_ESTABLISHED')
      await lasts(400)
      await boris.dial('8000')
      const second = await boris.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await vera.dial('8000')
      const third = await vera.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected', 103: 'connected' } })
      await middle()
      await anna.hangUp()
      const annaLeft = await anna.ends()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', 103: 'connected' } })
      await lasts(300)
      await boris.hangUp()
      const borisLeft = await boris.ends()
      await lasts(400)
      await vera.hangUp()
      const ended = await vera.ends()
      const told: ExpectedInteraction = {
        ...{ direction: 'internal', remote: '8000', outcome: 'answered', started, answered: second, ended },
        talk: borisLeft - second,
        participants: [
          ['101', 'conference', 'answered', { left: annaLeft, talk: annaLeft - second }],
          ['102', 'conference', 'answered', { answered: second, left: borisLeft, talk: borisLeft - second }],
          ['103', 'conference', 'answered', { answered: third, left: ended, talk: borisLeft - third }]
        ]
      }
      return [told]
    }
  },
  {
    id: 'conference-with-customer',
    name: 'a customer waits in a conference; two colleagues come, the first of them leaves and comes back',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = Date.now()
      await olga.dial('5550800')
      await olga.said('CALL_ESTABLISHED')
      await shows({ state: 'queued', people: { [OLGA.number]: 'connected' } })
      await lasts(300)
      await anna.dial('8000')
      const answered = await anna.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { [OLGA.number]: 'connected', 101: 'connected' } })
      await boris.dial('8000')
      const second = await boris.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { [OLGA.number]: 'connected', 101: 'connected', 102: 'connected' } })
      await middle()
      await anna.hangUp()
      const annaLeft = await anna.ends()
      await shows({ state: 'connected', people: { [OLGA.number]: 'connected', 101: 'gone', 102: 'connected' } })
      await lasts(400)
      await anna.dial('8000')
      const annaBack = await anna.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { [OLGA.number]: 'connected', 101: 'connected', 102: 'connected' } })
      await boris.hangUp()
      const borisLeft = await boris.ends()
      await lasts(200)
      await anna.hangUp()
      const annaEnd = await anna.ends()
      await lasts(200)
      await olga.hangUp()
      const ended = await olga.ends()
      const annas = annaLeft - answered + annaEnd - annaBack
      return [
        {
          ...{ ...fromOlga, line: '5550800', outcome: 'answered', started, answered, ended, talk: annaEnd - answered },
          participants: [
            [OLGA.number, 'conference', 'answered', { left: ended, talk: annaEnd - answered }],
            ['101', 'conference', 'answered', { answered, left: annaEnd, talk: annas }],
            ['102', 'conference', 'answered', { answered: second, left: borisLeft, talk: borisLeft - second }]
          ]
        }
      ]
    }
  },
  {
    id: 'conference-nobody-came',
    name: 'a customer waits in a conference, and nobody comes',
    async run({ outside, shows, middle, lasts }) {
      const olga = await outside(OLGA.number)
      const started = Date.now()
      await olga.dial('5550800')
      await olga.said('CALL_ESTABLISHED')
      await shows({ state: 'queued', people: { [OLGA.number]: 'connected' } })
      await lasts(600) // Answer() waits for the first sound
      await middle()
      await olga.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...fromOlga, line: '5550800', outcome: 'abandoned', started, answered: null, ended, talk: 0 },
          participants: [[OLGA.number, 'conference', 'cancelled', { answered: null, talk: 0 }]]
        }
      ]
    }
  }
]

/** ChanSpy goes on to the next call of the same phone by itself. */
const BARGE_TWO_CALLS: Row = {
  id: 'barge-two-calls',
  name: 'a supervisor speaks with both in one call, which ends, and then in the next',
  async run({ outside, phone, shows, middle, lasts }) {
    const [olga, anna, gleb] = [await outside(OLGA.number), await phone('101'), await phone('104')]
    const told: ExpectedInteraction[] = []
    await gleb.dial('7901')
    await gleb.said('CALL_ESTABLISHED')
    for (const place of [1, 2]) {
      await olga.dial('5550300')
      const rang = await anna.rings()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected', 104: 'connected' } })
      if (place === 1) await middle()
      await lasts(400)
      await olga.hangUp()
      await anna.ends()
      const ended = await olga.ends()
      const spoke = { left: ended, talk: ended - answered }
      told.push({
        ...{ ...fromOlga, line: '5550300', outcome: 'answered', started: rang, answered, ended },
        talk: ended - answered,
        participants: [
          [OLGA.number, 'dial', 'answered', spoke],
          ['101', 'dial', 'answered', { offered: rang, answered, ...spoke }],
          ['104', 'conference', 'answered', { left: ended }]
        ]
      })
    }
    await gleb.hangUp()
    await gleb.ends()
    return told
  }
}

/** Nobody speaks: the phone that is spied on only rings while the spy waits. */
const SPY_IN_VAIN: Row = {
  id: 'spy-in-vain',
  name: 'a supervisor waits for a talk to listen to, and nobody answers the customer',
  async run({ outside, phone, shows, middle }) {
    const [olga, anna, gleb] = [await outside(OLGA.number), await phone('101'), await phone('104')]
    await gleb.dial('7701')
    await gleb.said('CALL_ESTABLISHED')
    const started = Date.now()
    await olga.dial('5550300')
    const rang = await anna.rings()
    await shows({ state: 'alerting', people: { 101: 'alerting' } })
    await middle()
    await olga.hangUp()
    const ended = await olga.ends()
    await gleb.hangUp()
    return [
      {
        ...{ ...fromOlga, line: '5550300', outcome: 'missed', started, answered: null, ended, talk: 0 },
        participants: [
          [OLGA.number, 'dial', 'cancelled'],
          ['101', 'dial', 'cancelled', { offered: rang, answered: null, talk: 0 }]
        ]
      }
    ]
  }
}

/** More than two, and those who only listen. */
export const CONFERENCE: readonly Row[] = [
  ...CONFERENCES,
  spied('spy', 'a supervisor listens to a talk: the customer has no third one in it', '7701'),
  spied('whisper', 'a supervisor whispers to the agent: the customer has no third one in the talk', '7801'),
  spied('barge', 'a supervisor speaks with both: a conference of three', '7901', true),
  BARGE_TWO_CALLS,
  SPY_IN_VAIN
]
