import type { Phone } from '../phone.ts'
import type { ExpectedInteraction, ExpectedParticipant } from './expected.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

const IVAN = '79031112233'
const MOBILE = '88002000600'

interface Spoken {
  readonly rang: number
  readonly answered: number
  readonly ended: number
  readonly held: number
}

const answeredCall = (
  caller: string,
  callee: string,
  { rang, answered, ended, held }: Spoken,
  is: Pick<ExpectedInteraction, 'direction' | 'remote' | 'line' | 'contact'>
): ExpectedInteraction => {
  const spoke = { left: ended, talk: ended - answered - held, hold: held }
  const participants: ExpectedParticipant[] = [
    [caller, 'dial', 'answered', spoke],
    [callee, 'dial', 'answered', { offered: rang, answered, ...spoke }]
  ]
  return { ...is, outcome: 'answered', started: rang, answered, ended, talk: spoke.talk, hold: held, participants }
}

const fromOlga = { direction: 'inbound', remote: OLGA.number, contact: OLGA.name, line: '5550300' } as const

async function rungBy(phone: Phone, other: Phone, number: string): Promise<number> {
  await other.dial(number)
  return phone.rings()
}

/** Calls beside one another. */
export const PARALLEL: readonly Row[] = [
  {
    id: 'call-waiting',
    name: 'a second customer calls an agent who talks: the first is held meanwhile',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, ivan, anna] = [await outside(OLGA.number), await outside(IVAN), await phone('101')]
      const rang = await rungBy(anna, olga, '5550300')
      const answered = await anna.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      const rangSecond = await rungBy(anna, ivan, '5550300')
      await shows({ state: 'alerting', remote: IVAN, people: { 101: 'alerting' } })
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      const heldFrom = Date.now()
      const answeredSecond = await anna.pickUp() // baresip holds the others
      await shows({ state: 'held', remote: OLGA.number, people: { 101: 'held', [OLGA.number]: 'held' } })
      await shows({ state: 'connected', remote: IVAN, people: { 101: 'connected' } })
      await middle()
      await lasts(400)
      await ivan.hangUp()
      const endedSecond = await ivan.ends()
      const retrieved = Date.now()
      await anna.retrieve()
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      await lasts(300)
      await olga.hangUp()
      const ended = await olga.ends()
      const second = { rang: rangSecond, answered: answeredSecond, ended: endedSecond, held: 0 }
      return [
        answeredCall(OLGA.number, '101', { rang, answered, ended, held: retrieved - heldFrom }, fromOlga),
        answeredCall(IVAN, '101', second, { direction: 'inbound', remote: IVAN, line: '5550300' })
      ]
    }
  },
  {
    id: 'call-waiting-refused',
    name: 'a second customer calls an agent who talks, and gives up',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, ivan, anna] = [await outside(OLGA.number), await outside(IVAN), await phone('101')]
      const rang = await rungBy(anna, olga, '5550300')
      const answered = await anna.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      const rangSecond = await rungBy(anna, ivan, '5550300')
      await shows({ state: 'alerting', remote: IVAN, people: { 101: 'alerting' } })
      await middle()
      await ivan.hangUp()
      const endedSecond = await ivan.ends()
      await lasts(300)
      await olga.hangUp()
      const ended = await olga.ends()
      return [
        answeredCall(OLGA.number, '101', { rang, answered, ended, held: 0 }, fromOlga),
        {
          ...{ direction: 'inbound', remote: IVAN, line: '5550300', outcome: 'missed' },
          ...{ started: rangSecond, answered: null, ended: endedSecond, talk: 0 },
          participants: [
            [IVAN, 'dial', 'cancelled'],
            ['101', 'dial', 'cancelled', { offered: rangSecond, answered: null, talk: 0 }]
          ]
        }
      ]
    }
  },
  {
    id: 'same-number-twice',
    name: 'two calls come from the same number at the same time',
    async run({ outside, phone, shows, middle, lasts }) {
      const [one, other] = [await outside(OLGA.number), await outside(OLGA.number, 2)]
      const [anna, boris] = [await phone('101'), await phone('102')]
      const rang = await rungBy(anna, one, '5550701')
      const rangOther = await rungBy(boris, other, '5550702')
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      await shows({ state: 'alerting', people: { 102: 'alerting' } })
      const answered = await anna.pickUp()
      const answeredOther = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await shows({ state: 'connected', people: { 102: 'connected' } })
      await middle()
      await one.hangUp()
      const ended = await one.ends()
      await lasts(400)
      await boris.hangUp()
      const endedOther = await other.ends()
      const second = { rang: rangOther, answered: answeredOther, ended: endedOther, held: 0 }
      return [
        answeredCall(OLGA.number, '101', { rang, answered, ended, held: 0 }, { ...fromOlga, line: '5550701' }),
        answeredCall(OLGA.number, '102', second, { ...fromOlga, line: '5550702' })
      ]
    }
  },
  {
    id: 'one-person-two-calls',
    name: 'an agent holds a customer, asks a customer outside, and comes back: two interactions',
    async run({ outside, callee, phone, shows, middle, lasts }) {
      const [olga, mobile, anna] = [await outside(OLGA.number), await callee(MOBILE), await phone('101')]
      const rang = await rungBy(anna, olga, '5550300')
      const answered = await anna.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      const heldFrom = Date.now()
      await anna.hold()
      await shows({ state: 'held', remote: OLGA.number, people: { 101: 'held' } })
      await anna.dial(`9${MOBILE}`)
      const rangOutside = await mobile.rings()
      await shows({ state: 'alerting', remote: MOBILE, people: { [MOBILE]: 'alerting' } })
      const answeredOutside = await mobile.pickUp()
      await shows({ state: 'connected', remote: MOBILE, people: { 101: 'connected' } })
      await middle()
      await lasts(300)
      await mobile.hangUp()
      const endedOutside = await mobile.ends()
      const retrieved = Date.now()
      await anna.retrieve()
      await shows({ state: 'connected', remote: OLGA.number, people: { 101: 'connected' } })
      await lasts(300)
      await olga.hangUp()
      const ended = await olga.ends()
      const out = { rang: rangOutside, answered: answeredOutside, ended: endedOutside, held: 0 }
      return [
        answeredCall(OLGA.number, '101', { rang, answered, ended, held: retrieved - heldFrom }, fromOlga),
        answeredCall('101', MOBILE, out, { direction: 'outbound', remote: MOBILE })
      ]
    }
  }
]
