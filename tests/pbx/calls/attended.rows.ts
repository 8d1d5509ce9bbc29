import { annaIn, olgaIn, olgasCall, olgaTalksToAnna } from './moving.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

const olga = OLGA.number

/** The PBX presses *2 by itself, as slowly as a person would. */
const PBX_PRESSES_MS = 250

/** Calls that somebody hands over after a word with who takes it. */
export const ATTENDED: readonly Row[] = [
  {
    id: 'attended-keys',
    name: 'a call is handed over with the keys of the PBX',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      await talk.anna.press('*2')
      const held = Date.now()
      await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
      await talk.anna.press('102')
      const rang = await boris.rings()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'alerting', [olga]: 'held' } })
      const taken = await boris.pickUp()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'connected', [olga]: 'held' } })
      await middle()
      await lasts(400)
      await talk.anna.hangUp()
      const moved = await talk.anna.ends()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', [olga]: 'connected' } })
      await lasts(400)
      await boris.hangUp()
      const ended = await talk.olga.ends()
      const [first, asked, second, hold] = [held - talk.answered, moved - taken, ended - moved, moved - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first + second, hold, transfers: [['attended', '101', '102']] },
          participants: [
            olgaIn(ended, first + second, hold),
            annaIn(talk, { left: moved, talk: first + asked, hold }),
            [
              '102',
              'transfer',
              'answered',
              { offered: rang, answered: taken, left: ended, talk: asked + second, hold: 0 }
            ]
          ]
        })
      ]
    }
  },
  {
    id: 'attended-refer',
    name: 'a call is handed over by the phone, which joins its two calls',
    async run(scene) {
      const { phone, shows, middle, lasts, manager } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const held = Date.now()
      await talk.anna.hold()
      await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
      await talk.anna.dial('102')
      const rang = await boris.rings()
      await shows({ state: 'alerting', people: { 102: 'alerting', 101: 'initiated' } })
      await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
      const taken = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await middle()
      await lasts(400)
      const replaces = await manager.replaces('PJSIP/101')
      await talk.anna.line(1)
      await talk.anna.refer(`102${replaces}`)
      const moved = Date.now()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', [olga]: 'connected' } })
      await lasts(400)
      await boris.hangUp()
      const ended = await talk.olga.ends()
      const [first, asked, second, hold] = [held - talk.answered, moved - taken, ended - moved, moved - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first + second, hold, transfers: [['attended', '101', '102']] },
          participants: [
            olgaIn(ended, first + second, hold),
            annaIn(talk, { left: moved, talk: first + asked, hold }),
            [
              '102',
              'transfer',
              'answered',
              { offered: rang, answered: taken, left: ended, talk: asked + second, hold: 0 }
            ]
          ]
        })
      ]
    }
  },
  {
    id: 'attended-manager',
    name: 'a call is handed over by a program',
    async run(scene) {
      const { phone, shows, middle, lasts, manager } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const [Channel] = await manager.channelsOf('PJSIP/101')
      const held = Date.now() + PBX_PRESSES_MS
      await manager.action('Atxfer', { Channel, Context: 'internal', Exten: '102' })
      const rang = await boris.rings()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'alerting', [olga]: 'held' } })
      await middle()
      const taken = await boris.pickUp()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'connected', [olga]: 'held' } })
      await lasts(400)
      await talk.anna.hangUp()
      const moved = await talk.anna.ends()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', [olga]: 'connected' } })
      await lasts(400)
      await boris.hangUp()
      const ended = await talk.olga.ends()
      const [first, asked, second, hold] = [held - talk.answered, moved - taken, ended - moved, moved - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first + second, hold, transfers: [['attended', '101', '102']] },
          participants: [
            olgaIn(ended, first + second, hold),
            annaIn(talk, { left: moved, talk: first + asked, hold }),
            [
              '102',
              'transfer',
              'answered',
              { offered: rang, answered: taken, left: ended, talk: asked + second, hold: 0 }
            ]
          ]
        })
      ]
    }
  }
]
