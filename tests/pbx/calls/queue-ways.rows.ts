import type { ExpectedInteraction, ExpectedParticipant } from './expected.ts'
import { olgaCalls, olgaTalked, spoken, unspoken } from './from-olga.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

/** Another customer, whom the hub does not know. */
const IGOR = '84957654321'

/** Igor calls Anna's phone directly; what his call shows when it is over. */
async function igorTalksToAnna({ outside, phone, shows }: Scene) {
  const [igor, anna] = [await outside(IGOR), await phone('101')]
  const started = await igor.dial('5550300')
  await anna.rings()
  const answered = await anna.pickUp()
  await shows({ state: 'connected', remote: IGOR, people: { 101: 'connected' } })
  const over = (ended: number): ExpectedInteraction => {
    const talked: ExpectedParticipant[3] = { left: ended, talk: ended - answered }
    return {
      ...{ direction: 'inbound', remote: IGOR, line: '5550300', ...spoken(started, answered, ended) },
      participants: [
        [IGOR, 'dial', 'answered', talked],
        ['101', 'dial', 'answered', { answered, ...talked }]
      ]
    }
  }
  return { igor, anna, over }
}

/** Ways into a queue, out of it, and past an agent who talks. */
export const QUEUE_WAYS: readonly Row[] = [
  {
    id: 'queue-then-queue',
    name: 'four seconds in one queue, then an agent of another answers: the last queue is the one shown',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, vera, anna] = [await outside(OLGA.number), await phone('103'), await phone('101')]
      await phone('102')
      const started = await olga.dial('5550140')
      const rang = await vera.rings()
      await shows({ state: 'alerting', queue: 'brief', people: { 103: 'alerting' } })
      const gaveUp = await vera.ends()
      const thenRang = await anna.rings()
      await shows({ state: 'alerting', queue: 'sales', people: { 101: 'alerting', 102: 'alerting', 103: 'gone' } })
      await middle()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await lasts(400)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550140'), queue: 'sales', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['103', 'queue', 'no-answer', { offered: rang, answered: null, left: gaveUp }],
            ['101', 'queue', 'answered', { offered: thenRang, answered, left: ended, talk: ended - answered }],
            ['102', 'queue', 'answered-elsewhere', { answered: null }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-then-voicemail',
    name: 'four seconds in a queue, then a message is left',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, vera] = [await outside(OLGA.number), await phone('103')]
      const started = await olga.dial('5550150')
      const rang = await vera.rings()
      await shows({ state: 'alerting', queue: 'brief', people: { 103: 'alerting' } })
      const gaveUp = await vera.ends()
      await shows({ state: 'queued', people: { 103: 'gone' } })
      await middle()
      await lasts(300)
      await olga.press('#') // past the greeting
      const skipped = Date.now()
      await lasts(2_500)
      await olga.hangUp()
      const ended = Date.now()
      return [
        {
          ...{ ...olgaCalls('5550150'), queue: 'brief', ...unspoken(started, ended), outcome: 'voicemail' },
          estimated: ['recordings'],
          recordings: [{ id: /msg\d+$/, mailbox: '104@default', started: skipped, lasted: ended - skipped }],
          participants: [
            [OLGA.number, 'dial', 'cancelled', { left: ended }],
            ['103', 'queue', 'no-answer', { offered: rang, answered: null, left: gaveUp }]
          ]
        }
      ]
    }
  },
  ...['103', '104'].map(
    (who): Row => ({
      id: `queue-local-${who}`,
      name: `agents behind Local channels: the one that is ${who === '103' ? 'optimised away' : 'kept'} answers`,
      async run({ outside, phone, shows, middle, lasts }) {
        const [olga, vera, gleb] = [await outside(OLGA.number), await phone('103'), await phone('104')]
        const started = await olga.dial('5550160')
        const [rang, alsoRang] = await Promise.all([vera.rings(), gleb.rings()])
        await shows({ state: 'alerting', queue: 'locals', people: { 103: 'alerting', 104: 'alerting' } })
        const [taker, loser, other, offered] = who === '103' ? [vera, gleb, '104', rang] : [gleb, vera, '103', alsoRang]
        const answered = await taker.pickUp()
        const withdrawn = await loser.ends()
        await shows({ state: 'connected', people: { [who]: 'connected', [other]: 'gone' } })
        await lasts(300)
        await middle()
        await taker.hangUp()
        const ended = await olga.ends()
        return [
          {
            ...{ ...olgaCalls('5550160'), queue: 'locals', ...spoken(started, answered, ended) },
            participants: [
              olgaTalked(answered, ended),
              [who, 'queue', 'answered', { offered, answered, left: ended, talk: ended - answered }],
              [other, 'queue', 'answered-elsewhere', { answered: null, left: withdrawn, talk: 0 }]
            ]
          }
        ]
      }
    })
  ),
  {
    id: 'queue-local-busy',
    name: 'an agent behind a Local channel refuses, another answers',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, vera, gleb] = [await outside(OLGA.number), await phone('103'), await phone('104')]
      const started = await olga.dial('5550160')
      await Promise.all([vera.rings(), gleb.rings()])
      await vera.decline()
      const refused = await vera.ends()
      await shows({ state: 'alerting', queue: 'locals', people: { 103: 'gone', 104: 'alerting' } })
      await middle()
      const answered = await gleb.pickUp()
      await lasts(400)
      await olga.hangUp()
      const ended = await gleb.ends()
      return [
        {
          ...{ ...olgaCalls('5550160'), queue: 'locals', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['103', 'queue', 'busy', { answered: null, left: refused }],
            ['104', 'queue', 'answered', { answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-closed',
    name: 'nobody can wait in the queue: the PBX lets the caller go',
    async run({ outside, middle }) {
      const olga = await outside(OLGA.number)
      const started = await olga.dial('5550105')
      const ended = await olga.ends()
      await middle()
      return [
        {
          ...{ ...olgaCalls('5550105'), ...unspoken(started, ended), outcome: 'missed' },
          participants: [[OLGA.number, 'dial', 'no-answer', { left: ended }]]
        }
      ]
    }
  },
  {
    id: 'queue-declined',
    name: 'an agent declines, the caller gives up',
    async run(scene) {
      const { pbx, outside, phone, script, shows, middle } = scene
      const [olga] = [await outside(OLGA.number), await phone('101')]
      await script('inside', ['ring', 700, 'decline'])
      await pbx.cli('queue pause member PJSIP/101 queue rounds')
      await pbx.cli('queue add member PJSIP/120 to rounds')
      try {
        const started = await olga.dial('5550110')
        await shows({ state: 'alerting', queue: 'rounds', people: { 120: 'alerting' } })
        await shows({ state: 'queued', queue: 'rounds', people: { 120: 'gone' } })
        await pbx.cli('queue pause member PJSIP/120 queue rounds') // a second later it would be rung again
        await middle()
        await olga.hangUp()
        const ended = Date.now()
        return [
          {
            ...{ ...olgaCalls('5550110'), queue: 'rounds', ...unspoken(started, ended), outcome: 'abandoned' },
            participants: [
              [OLGA.number, 'dial', 'cancelled', { left: ended }],
              ['120', 'queue', 'declined', { answered: null, talk: 0 }]
            ]
          }
        ]
      } finally {
        await pbx.cli('queue remove member PJSIP/120 from rounds')
        await pbx.cli('queue unpause member PJSIP/101 queue rounds')
      }
    }
  },
  {
    id: 'queue-left-by-digit',
    name: 'a caller leaves a queue by a digit and reaches a phone',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, vera, anna] = [await outside(OLGA.number), await phone('103'), await phone('101')]
      const started = await olga.dial('5550170')
      const rang = await vera.rings()
      await shows({ state: 'alerting', queue: 'leavable', people: { 103: 'alerting' } })
      await olga.press('1')
      const withdrawn = await vera.ends()
      const thenRang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', 103: 'gone' } })
      await middle()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await lasts(400)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550170'), queue: 'leavable', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['103', 'queue', 'cancelled', { offered: rang, answered: null, left: withdrawn }],
            ['101', 'dial', 'answered', { offered: thenRang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-spares-who-talks',
    name: 'an agent who talks is not rung (ringinuse = no)',
    async run(scene) {
      const { outside, phone, shows, middle, lasts } = scene
      const { igor, anna, over } = await igorTalksToAnna(scene)
      const [olga, boris] = [await outside(OLGA.number), await phone('102')]
      const started = await olga.dial('5550100')
      const rang = await boris.rings()
      await shows({ state: 'alerting', remote: OLGA.number, people: { 102: 'alerting' } })
      const answered = await boris.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 102: 'connected' } })
      await middle()
      await lasts(300)
      await boris.hangUp()
      const ended = await olga.ends()
      await igor.hangUp()
      return [
        over(await anna.ends()),
        {
          ...{ ...olgaCalls('5550100'), queue: 'sales', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['102', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-rings-who-talks',
    name: 'an agent who talks is rung, too (ringinuse = yes), and answers after the first talk',
    async run(scene) {
      const { outside, shows, middle, lasts } = scene
      const { igor, anna, over } = await igorTalksToAnna(scene)
      const olga = await outside(OLGA.number)
      const started = await olga.dial('5550190')
      const rang = await anna.rings()
      await shows({ state: 'alerting', remote: OLGA.number, queue: 'insistent', people: { 101: 'alerting' } })
      await shows({ state: 'connected', remote: IGOR, people: { 101: 'connected' } })
      await middle()
      await igor.hangUp()
      const firstEnded = await anna.ends()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      await lasts(400)
      await olga.hangUp()
      const ended = await anna.ends()
      return [
        over(firstEnded),
        {
          ...{ ...olgaCalls('5550190'), queue: 'insistent', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-two-callers',
    name: 'two callers wait for one agent: the second is offered when the first has gone',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, igor, anna] = [await outside(OLGA.number), await outside(IGOR), await phone('101')]
      const started = await olga.dial('5550110')
      const rang = await anna.rings()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      const second = await igor.dial('5550110')
      await shows({ state: 'queued', remote: IGOR, queue: 'rounds', people: { [IGOR]: 'queued' } })
      await middle()
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      const rangAgain = await anna.rings()
      await shows({ state: 'alerting', remote: IGOR, people: { 101: 'alerting' } })
      const thenAnswered = await anna.pickUp()
      await shows({ state: 'connected', remote: IGOR, people: { 101: 'connected' } })
      await lasts(300)
      await anna.hangUp()
      const thenEnded = await igor.ends()
      const talk = thenEnded - thenAnswered
      return [
        {
          ...{ ...olgaCalls('5550110'), queue: 'rounds', ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'queue', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        },
        {
          ...{ direction: 'inbound', remote: IGOR, line: '5550110', queue: 'rounds' },
          ...spoken(second, thenAnswered, thenEnded),
          participants: [
            [IGOR, 'dial', 'answered', { left: thenEnded, talk }],
            ['101', 'queue', 'answered', { offered: rangAgain, answered: thenAnswered, left: thenEnded, talk }]
          ]
        }
      ]
    }
  },
  {
    id: 'queue-sent-back',
    name: 'an agent sends the caller back into the queue, another takes it: one interaction',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550100')
      const [rang, alsoRang] = await Promise.all([anna.rings(), boris.rings()])
      const answered = await anna.pickUp()
      await boris.ends()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'gone' } })
      await anna.press('##')
      const held = Date.now()
      await shows({ state: 'held', people: { 101: 'held' } })
      await anna.press('610')
      const sent = await anna.ends()
      await boris.rings()
      await shows({ state: 'alerting', queue: 'sales', people: { 102: 'alerting', [OLGA.number]: 'queued' } })
      await middle()
      const again = await boris.pickUp()
      await shows({ state: 'connected', people: { 102: 'connected' } })
      await lasts(400)
      await boris.hangUp()
      const ended = await olga.ends()
      const [talk, hold] = [held - answered + (ended - again), sent - held]
      return [
        {
          ...{ ...olgaCalls('5550100'), queue: 'sales', ...spoken(started, answered, ended), talk, hold },
          transfers: [['blind', '101', '610']],
          participants: [
            [OLGA.number, 'dial', 'answered', { left: ended, talk, hold }],
            ['101', 'queue', 'answered', { offered: rang, answered, talk: held - answered, hold }],
            ['102', 'queue', 'answered', { offered: alsoRang, answered: again, left: ended, talk: ended - again }]
          ]
        }
      ]
    }
  }
]
