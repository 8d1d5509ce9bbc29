import type { Phone } from '../phone.ts'
import { annaIn, olgaIn, olgasCall, olgaTalksToAnna } from './moving.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const olga = OLGA.number

/** Anna puts Olga on hold and rings somebody in a second call. */
async function dialsBeside(scene: Scene, anna: Phone, number: string): Promise<number> {
  await anna.hold()
  const held = Date.now()
  await scene.shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
  await anna.dial(number)
  return held
}

/** Calls that are moved more than once, and second calls of a phone that come to nothing. */
export const CHAIN: readonly Row[] = [
  {
    id: 'chain-all-kinds',
    name: 'a call is handed over, sent on and handed over unseen: one call of its first caller, with all who spoke in it',
    async run(scene) {
      const { phone, shows, middle, lasts, manager } = scene
      const [boris, vera, gleb] = [await phone('102'), await phone('103'), await phone('104')]
      const talk = await olgaTalksToAnna(scene)
      const held = await dialsBeside(scene, talk.anna, '102')
      const rang2 = await boris.rings()
      const taken2 = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await lasts(300)
      const replaces = await manager.replaces('PJSIP/101')
      await talk.anna.line(1)
      await talk.anna.refer(`102${replaces}`)
      const moved = Date.now()
      await shows({ state: 'connected', remote: olga, people: { 101: 'gone', 102: 'connected', [olga]: 'connected' } })
      await lasts(300)
      await boris.refer('103')
      const moved2 = Date.now()
      const rang3 = await vera.rings()
      const taken3 = await vera.pickUp()
      await shows({ state: 'connected', remote: olga, people: { 102: 'gone', 103: 'connected' } })
      await middle()
      await lasts(300)
      await vera.press('*2')
      const held3 = Date.now()
      await vera.press('104')
      const rang4 = await gleb.rings()
      await shows({ state: 'held', people: { 103: 'connected', 104: 'alerting', [olga]: 'held' } })
      await vera.hangUp()
      const moved3 = await vera.ends()
      await shows({ state: 'alerting', people: { 103: 'gone', 104: 'alerting', [olga]: 'connected' } })
      const taken4 = await gleb.pickUp()
      await shows({ state: 'connected', remote: olga, people: { 104: 'connected', [olga]: 'connected' } })
      await lasts(300)
      await talk.olga.hangUp()
      const ended = await gleb.ends()
      const [first, second, third, last] = [held - talk.answered, moved2 - moved, held3 - taken3, ended - taken4]
      const [hold, hold3, spoke] = [moved - held, moved3 - held3, first + second + third + last]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold: hold + hold3 },
          transfers: [
            ['attended', '101', '102'],
            ['blind', '102', '103'],
            ['blonde', '103', '104']
          ],
          participants: [
            olgaIn(ended, spoke, hold + hold3),
            annaIn(talk, { left: moved, talk: first + (moved - taken2), hold }),
            ['102', 'transfer', 'answered', { offered: rang2, answered: taken2, left: moved2, talk: moved2 - taken2 }],
            [
              '103',
              'transfer',
              'answered',
              { offered: rang3, answered: taken3, left: moved3, talk: third, hold: hold3 }
            ],
            ['104', 'transfer', 'answered', { offered: rang4, answered: taken4, left: ended, talk: last, hold: 0 }]
          ]
        })
      ]
    }
  },
  {
    id: 'beside-nobody',
    name: 'nobody answers the second call of a phone: two interactions, and the customer is spoken to again',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const gleb = await phone('104')
      const talk = await olgaTalksToAnna(scene)
      const held = await dialsBeside(scene, talk.anna, '104')
      const rang = await gleb.rings()
      await shows({ state: 'alerting', people: { 104: 'alerting' } })
      await middle()
      await talk.anna.hangUp()
      const over = await gleb.ends()
      await talk.anna.line(1)
      await talk.anna.retrieve()
      const back = Date.now()
      await shows({ state: 'connected', people: { 101: 'connected', [olga]: 'connected' } })
      await lasts(400)
      await talk.olga.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [held - talk.answered + (ended - back), back - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          participants: [olgaIn(ended, spoke, hold), annaIn(talk, { left: ended, talk: spoke, hold })]
        }),
        {
          ...{ direction: 'internal', outcome: 'missed', remote: '104' },
          ...{ started: rang, answered: null, ended: over, talk: 0 },
          participants: [
            ['101', 'dial', 'cancelled', { left: over, talk: 0 }],
            ['104', 'dial', 'cancelled', { offered: rang, answered: null, left: over, talk: 0 }]
          ]
        }
      ]
    }
  },
  {
    id: 'beside-caller-gone',
    name: 'the customer hangs up while Anna asks in a second call: that one goes on by itself',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const held = await dialsBeside(scene, talk.anna, '102')
      const rang = await boris.rings()
      const taken = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
      await talk.olga.hangUp()
      const ended = await talk.olga.ends()
      await lasts(300)
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await middle()
      await boris.hangUp()
      const over = await boris.ends()
      const [first, hold] = [held - talk.answered, ended - held]
      const asked = { left: over, talk: over - taken, hold: 0 }
      return [
        olgasCall(talk, {
          ...{ ended, talk: first, hold },
          participants: [olgaIn(ended, first, hold), annaIn(talk, { left: ended, talk: first, hold })]
        }),
        {
          ...{ direction: 'internal', outcome: 'answered', remote: '102' },
          ...{ started: rang, answered: taken, ended: over, talk: over - taken },
          participants: [
            ['101', 'dial', 'answered', asked],
            ['102', 'dial', 'answered', { offered: rang, answered: taken, ...asked }]
          ]
        }
      ]
    }
  },
  {
    id: 'beside-unseen-nobody',
    name: 'a phone joins its two calls, and nobody takes the second: the customer is lost',
    async run(scene) {
      const { phone, shows, middle, manager } = scene
      const gleb = await phone('104')
      const talk = await olgaTalksToAnna(scene)
      const held = await dialsBeside(scene, talk.anna, '750104')
      const rang = await gleb.rings()
      await shows({ state: 'alerting', people: { 104: 'alerting' } })
      const replaces = await manager.replaces('PJSIP/101')
      await talk.anna.line(1)
      await talk.anna.refer(`750104${replaces}`)
      const moved = Date.now()
      await shows({ state: 'alerting', remote: olga, people: { 101: 'gone', 104: 'alerting', [olga]: 'connected' } })
      await middle()
      const ended = await talk.olga.ends()
      const [first, hold] = [held - talk.answered, moved - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first, hold, transfers: [['blonde', '101', '104']] },
          participants: [
            olgaIn(ended, first, hold),
            annaIn(talk, { left: moved, talk: first, hold }),
            ['104', 'transfer', 'no-answer', { offered: rang, answered: null, left: ended, talk: 0 }]
          ]
        })
      ]
    }
  }
]
