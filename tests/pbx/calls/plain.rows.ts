import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

/** Calls from one phone to another. */
export const PLAIN: readonly Row[] = [
  {
    id: 'inbound-phone',
    name: 'a customer calls a phone',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna] = [await outside(OLGA.number), await phone('101')]
      await olga.dial('5550300')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', [OLGA.number]: 'initiated' } })
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected' } })
      await middle()
      await lasts(600)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ direction: 'inbound', outcome: 'answered', remote: OLGA.number, contact: OLGA.name, line: '5550300' },
          ...{ started: rang, answered, ended, talk: ended - answered },
          participants: [
            [OLGA.number, 'dial', 'answered', { left: ended, talk: ended - answered }],
            ['101', 'dial', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
          ]
        }
      ]
    }
  }
]
