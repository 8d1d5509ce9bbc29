import { together } from './breaking.ts'
import { annaTook, OLGA_DIALLED, rung } from './click.rows.ts'
import type { ExpectedInteraction } from './expected.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

const toOlga = { direction: 'outbound', remote: OLGA_DIALLED, contact: OLGA.name } as const

/** Vera has called Olga from her own phone. */
const veraCalled = (rang: number, answered: number, ended: number): ExpectedInteraction => ({
  ...{ ...toOlga, outcome: 'answered', started: rang, ...together(answered, ended) },
  participants: [
    ['105', 'dial', 'answered', { left: ended }],
    [OLGA_DIALLED, 'dial', 'answered', { offered: rang, answered, left: ended, talk: ended - answered }]
  ]
})

/** Calls to the outside that are made, or go on, while one of the two links is down. */
export const BREAK_OUTWARD: readonly Row[] = [
  {
    id: 'break-click-answered',
    name: 'a rep has clicked: both pick up while the link is down over which the call was asked for',
    async run(scene) {
      const { callee, phone, shows, whileCut, lasts } = scene
      const [olga, anna] = [await callee(OLGA_DIALLED), await phone('101')]
      const { rang, id } = await rung(scene, anna, OLGA.number)
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      let [took, answered] = [0, 0]
      await whileCut(async () => {
        await lasts(300)
        took = await anna.pickUp()
        await olga.rings()
        await shows({ state: 'alerting', people: { 101: 'connected', [OLGA_DIALLED]: 'alerting' } })
        await lasts(300)
        answered = await olga.pickUp()
        await shows({ state: 'connected', people: { 101: 'connected', [OLGA_DIALLED]: 'connected' } })
      })
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      const talk = ended - answered
      return [
        {
          ...{ ...toOlga, id, outcome: 'answered', started: rang, ...together(answered, ended) },
          participants: [
            annaTook(rang, took, ended, talk),
            [OLGA_DIALLED, 'dial', 'answered', { answered, left: ended, talk }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-click-picked-up',
    name: 'a rep has clicked, and picks up while the link is down: the customer rings when it is back',
    async run(scene) {
      const { callee, phone, shows, whileCut, lasts } = scene
      const [olga, anna] = [await callee(OLGA_DIALLED), await phone('101')]
      const { rang, id } = await rung(scene, anna, OLGA.number)
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      let took = 0
      await whileCut(async () => {
        await lasts(300)
        took = await anna.pickUp()
        await olga.rings()
        await shows({ state: 'alerting', people: { 101: 'connected', [OLGA_DIALLED]: 'alerting' } })
      })
      const answered = await olga.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [OLGA_DIALLED]: 'connected' } })
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      const talk = ended - answered
      return [
        {
          ...{ ...toOlga, id, outcome: 'answered', started: rang, ...together(answered, ended) },
          participants: [
            annaTook(rang, took, ended, talk),
            [OLGA_DIALLED, 'dial', 'answered', { answered, left: ended, talk }]
          ]
        }
      ]
    }
  },
  {
    id: 'break-outbound-rings',
    name: 'an agent calls out while the link is down: the call is found ringing, with its true beginning',
    async run({ callee, phone, shows, whileCut, lasts }) {
      const [olga, vera] = [await callee(OLGA_DIALLED), await phone('105')]
      let rang = 0
      await whileCut(async () => {
        await vera.dial(`9${OLGA_DIALLED}`)
        rang = await olga.rings()
        await shows({ state: 'alerting', people: { 105: 'initiated', [OLGA_DIALLED]: 'alerting' } })
      })
      const answered = await olga.pickUp()
      await shows({ state: 'connected', people: { 105: 'connected', [OLGA_DIALLED]: 'connected' } })
      await lasts(300)
      await vera.hangUp()
      return [veraCalled(rang, answered, await olga.ends())]
    }
  },
  {
    id: 'break-outbound-talks',
    name: 'an agent calls out and is answered, all while the link is down',
    async run({ callee, phone, shows, whileCut, lasts }) {
      const [olga, vera] = [await callee(OLGA_DIALLED), await phone('105')]
      let [rang, answered] = [0, 0]
      await whileCut(async () => {
        await vera.dial(`9${OLGA_DIALLED}`)
        rang = await olga.rings()
        await lasts(300)
        answered = await olga.pickUp()
        await shows({ state: 'connected', people: { 105: 'connected', [OLGA_DIALLED]: 'connected' } })
        await lasts(300)
      })
      await olga.hangUp()
      return [veraCalled(rang, answered, await vera.ends())]
    }
  }
]
