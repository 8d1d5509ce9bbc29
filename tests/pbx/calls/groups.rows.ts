import { olgaCalls, olgaTalked, spoken, unspoken } from './from-olga.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

/** Calls that ring several phones at once, or one after another. */
export const GROUPS: readonly Row[] = [
  {
    id: 'group-one-answers',
    name: 'one of a group answers, the other has been rung',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550200')
      const [rang, alsoRang] = await Promise.all([anna.rings(), boris.rings()])
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting', [OLGA.number]: 'initiated' } })
      const answered = await boris.pickUp()
      const withdrawn = await anna.ends()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', [OLGA.number]: 'connected' } })
      await middle()
      await lasts(400)
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550200'), ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'dial', 'answered-elsewhere', { offered: rang, answered: null, left: withdrawn, talk: 0 }],
            ['102', 'dial', 'answered', { offered: alsoRang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  {
    id: 'group-nobody',
    name: 'nobody of a group answers',
    async run({ outside, phone, shows, middle }) {
      const olga = await outside(OLGA.number)
      const group = [await phone('101'), await phone('102'), await phone('103')]
      const started = await olga.dial('5550210')
      const rang = await Promise.all(group.map((each) => each.rings()))
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting', 103: 'alerting' } })
      await middle()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550210'), ...unspoken(started, ended) },
          ...{ outcome: 'missed', reason: 'destination-no-answer' },
          participants: [
            [OLGA.number, 'dial', 'no-answer', { left: ended }],
            ['101', 'dial', 'no-answer', { offered: rang[0] ?? 0, answered: null, left: ended }],
            ['102', 'dial', 'no-answer', { offered: rang[1] ?? 0, answered: null, left: ended }],
            ['103', 'dial', 'no-answer', { offered: rang[2] ?? 0, answered: null, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'group-gives-up',
    name: 'the caller gives up while a group rings',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550200')
      await Promise.all([anna.rings(), boris.rings()])
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting' } })
      await middle()
      await lasts(300)
      await olga.hangUp()
      const ended = await anna.ends()
      return [
        {
          ...{ ...olgaCalls('5550200'), ...unspoken(started, ended), outcome: 'missed' },
          participants: [
            [OLGA.number, 'dial', 'cancelled', { left: ended }],
            ['101', 'dial', 'cancelled', { left: ended }],
            ['102', 'dial', 'cancelled', { left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'group-all-busy',
    name: 'all of a group are busy',
    async run({ outside, phone, shows, middle }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550200')
      await Promise.all([anna.rings(), boris.rings()])
      await anna.decline()
      const refused = await anna.ends()
      await shows({ state: 'alerting', people: { 101: 'gone', 102: 'alerting' } })
      await middle()
      await boris.decline()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550200'), ...unspoken(started, ended), outcome: 'busy', reason: 'destination-busy' },
          participants: [
            [OLGA.number, 'dial', 'busy', { left: ended }],
            ['101', 'dial', 'busy', { answered: null, left: refused }],
            ['102', 'dial', 'busy', { answered: null, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'group-one-busy',
    name: 'one of a group is busy, another answers',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550200')
      await Promise.all([anna.rings(), boris.rings()])
      await boris.decline()
      const refused = await boris.ends()
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'gone' } })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'gone' } })
      await middle()
      await lasts(400)
      await olga.hangUp()
      const ended = await anna.ends()
      return [
        {
          ...{ ...olgaCalls('5550200'), ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'dial', 'answered', { answered, left: ended, talk: ended - answered }],
            ['102', 'dial', 'busy', { answered: null, left: refused, talk: 0 }]
          ]
        }
      ]
    }
  },
  {
    id: 'group-all-decline',
    name: 'one of a group is busy, the other declines: somebody was there',
    async run({ outside, phone, script, shows, middle }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      await script('inside', ['ring', 1_500, 'decline'])
      const started = await olga.dial('5550230')
      await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', 120: 'alerting' } })
      await anna.decline()
      const refused = await anna.ends()
      await shows({ state: 'alerting', people: { 101: 'gone', 120: 'alerting' } })
      await middle()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550230'), ...unspoken(started, ended) },
          ...{ outcome: 'missed', reason: 'destination-declined' },
          participants: [
            [OLGA.number, 'dial', 'no-answer', { left: ended }],
            ['101', 'dial', 'busy', { answered: null, left: refused }],
            ['120', 'dial', 'declined', { answered: null, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: 'group-one-then-another',
    name: 'one phone rings in vain, then another, who answers',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550360')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      const gaveUp = await anna.ends()
      const thenRang = await boris.rings()
      await shows({ state: 'alerting', people: { 101: 'gone', 102: 'alerting' } })
      await middle()
      const answered = await boris.pickUp()
      await shows({ state: 'connected', people: { 102: 'connected' } })
      await lasts(400)
      await boris.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...olgaCalls('5550360'), ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            ['101', 'dial', 'no-answer', { offered: rang, answered: null, left: gaveUp }],
            ['102', 'dial', 'answered', { offered: thenRang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  },
  ...['101', '102'].map(
    (who): Row => ({
      id: `group-local-${who}`,
      name: `a group of phones behind Local channels: the one that is ${who === '101' ? 'optimised away' : 'kept'}`,
      async run({ outside, phone, shows, middle, lasts }) {
        const olga = await outside(OLGA.number)
        const phones = { '101': await phone('101'), '102': await phone('102') }
        const other = who === '101' ? '102' : '101'
        const started = await olga.dial('5550220')
        await Promise.all([phones['101'].rings(), phones['102'].rings()])
        await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting' } })
        const taker = who === '101' ? phones['101'] : phones['102']
        const answered = await taker.pickUp()
        const withdrawn = await phones[other].ends()
        await shows({ state: 'connected', people: { [who]: 'connected', [other]: 'gone' } })
        await middle()
        await lasts(500)
        await taker.hangUp()
        const ended = await olga.ends()
        return [
          {
            ...{ ...olgaCalls('5550220'), ...spoken(started, answered, ended) },
            participants: [
              olgaTalked(answered, ended),
              [who, 'dial', 'answered', { answered, left: ended, talk: ended - answered }],
              [other, 'dial', 'answered-elsewhere', { answered: null, left: withdrawn, talk: 0 }]
            ]
          }
        ]
      }
    })
  ),
  {
    id: 'group-internal',
    name: 'a colleague calls a group',
    async run({ phone, shows, middle, lasts }) {
      const [vera, anna, boris] = [await phone('103'), await phone('101'), await phone('102')]
      const started = await vera.dial('600')
      await Promise.all([anna.rings(), boris.rings()])
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting', 103: 'initiated' } })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'gone', 103: 'connected' } })
      await middle()
      await lasts(400)
      await vera.hangUp()
      const ended = await anna.ends()
      return [
        {
          ...{ direction: 'internal', remote: '600', ...spoken(started, answered, ended) },
          participants: [
            ['103', 'dial', 'answered', { left: ended, talk: ended - answered }],
            ['101', 'dial', 'answered', { answered, left: ended, talk: ended - answered }],
            ['102', 'dial', 'answered-elsewhere', { answered: null }]
          ]
        }
      ]
    }
  },
  {
    id: 'group-both-answer',
    name: 'two of a group pick up at the same moment: one of them talks',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      const started = await olga.dial('5550200')
      await Promise.all([anna.rings(), boris.rings()])
      await shows({ state: 'alerting', people: { 101: 'alerting', 102: 'alerting' } })
      const ends = { 101: anna.ends(), 102: boris.ends() }
      await Promise.all([anna.accept(), boris.accept()])
      const answered = await olga.said('CALL_ESTABLISHED')
      const slower = await Promise.race([ends[101].then(() => '101' as const), ends[102].then(() => '102' as const)])
      const quicker = slower === '101' ? '102' : '101'
      await shows({ state: 'connected', people: { [quicker]: 'connected', [slower]: 'gone' } })
      await middle()
      await lasts(400)
      await olga.hangUp()
      const ended = await ends[quicker]
      return [
        {
          ...{ ...olgaCalls('5550200'), ...spoken(started, answered, ended) },
          participants: [
            olgaTalked(answered, ended),
            [quicker, 'dial', 'answered', { answered, left: ended, talk: ended - answered }],
            [slower, 'dial', 'answered-elsewhere', { answered: null, talk: 0 }]
          ]
        }
      ]
    }
  }
]
