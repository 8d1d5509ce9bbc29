import { annaIn, olgaIn, olgasCall, olgaTalksToAnna, type Talk } from './moving.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const olga = OLGA.number

/** Anna asks somebody by the keys of the PBX while Olga waits; the moment from which she does. */
async function asks({ shows }: Scene, { anna }: Talk, number: string): Promise<number> {
  await anna.press('*2')
  const held = Date.now()
  await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
  await anna.press(number)
  return held
}

async function holdsAndDials({ shows }: Scene, { anna }: Talk, number: string): Promise<number> {
  await anna.hold()
  const held = Date.now()
  await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
  await anna.dial(number)
  return held
}

/** Anna lets go while her colleague's phone still rings. */
async function handsOverUnseen(scene: Scene, letGo: (scene: Scene, talk: Talk) => Promise<number>, ask: typeof asks) {
  const { phone, shows, middle, lasts } = scene
  const boris = await phone('102')
  const talk = await olgaTalksToAnna(scene)
  const held = await ask(scene, talk, '102')
  const rang = await boris.rings()
  await shows({ state: ask === asks ? 'held' : 'alerting', people: { 102: 'alerting' } })
  const moved = await letGo(scene, talk)
  await shows({ state: 'alerting', remote: olga, people: { 101: 'gone', 102: 'alerting', [olga]: 'connected' } })
  await middle()
  const taken = await boris.pickUp()
  await shows({ state: 'connected', remote: olga, people: { 102: 'connected', [olga]: 'connected' } })
  await lasts(400)
  await talk.olga.hangUp()
  const ended = await boris.ends()
  const [first, second, hold] = [held - talk.answered, ended - taken, moved - held]
  return [
    olgasCall(talk, {
      ...{ ended, talk: first + second, hold, transfers: [['blonde', '101', '102']] },
      participants: [
        olgaIn(ended, first + second, hold),
        annaIn(talk, { left: moved, talk: first, hold }),
        ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: second, hold: 0 }]
      ]
    })
  ]
}

/** Anna has asked Boris, and is with Olga again from `back` on. */
async function comesBack(
  scene: Scene,
  end: (talk: Talk, boris: Awaited<ReturnType<Scene['phone']>>) => Promise<number>
) {
  const { phone, shows, middle, lasts } = scene
  const boris = await phone('102')
  const talk = await olgaTalksToAnna(scene)
  const held = await asks(scene, talk, '102')
  const rang = await boris.rings()
  const taken = await boris.pickUp()
  await shows({ state: 'held', people: { 101: 'connected', 102: 'connected', [olga]: 'held' } })
  await middle()
  await lasts(300)
  const back = await end(talk, boris)
  await shows({ state: 'connected', people: { 101: 'connected', 102: 'gone', [olga]: 'connected' } })
  await lasts(400)
  await talk.anna.hangUp()
  const ended = await talk.olga.ends()
  const [first, asked, second, hold] = [held - talk.answered, back - taken, ended - back, back - held]
  return [
    olgasCall(talk, {
      ...{ ended, talk: first + second, hold },
      participants: [
        olgaIn(ended, first + second, hold),
        annaIn(talk, { left: ended, talk: first + asked + second, hold }),
        ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: back, talk: asked, hold: 0 }]
      ]
    })
  ]
}

/** Calls about which somebody asks, and what may come of it but a handover after a word. */
export const CONSULT: readonly Row[] = [
  {
    id: 'blonde-keys',
    name: 'who hands a call over with the keys hangs up while it rings',
    run: (scene) =>
      handsOverUnseen(
        scene,
        async (_, { anna }) => {
          await anna.hangUp()
          return anna.ends()
        },
        asks
      )
  },
  {
    id: 'blonde-refer',
    name: 'a phone joins its two calls while one of them rings',
    run: (scene) =>
      handsOverUnseen(
        scene,
        async ({ manager }, { anna }) => {
          const replaces = await manager.replaces('PJSIP/101')
          await anna.line(1)
          await anna.refer(`102${replaces}`)
          return Date.now()
        },
        holdsAndDials
      )
  },
  {
    id: 'consult-nobody',
    name: 'the colleague who is asked does not answer: Anna is put back to the customer',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const gleb = await phone('104')
      const talk = await olgaTalksToAnna(scene)
      const held = await asks(scene, talk, '104')
      const rang = await gleb.rings()
      await shows({ state: 'held', people: { 101: 'connected', 104: 'alerting', [olga]: 'held' } })
      await middle()
      const back = await gleb.ends()
      await shows({ state: 'connected', people: { 101: 'connected', 104: 'gone', [olga]: 'connected' } })
      await lasts(400)
      await talk.anna.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [held - talk.answered + (ended - back), back - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          participants: [
            olgaIn(ended, spoke, hold),
            annaIn(talk, { left: ended, talk: spoke, hold }),
            // The PBX gave him up, as Anna would have done.
            ['104', 'transfer', 'cancelled', { offered: rang, answered: null, left: back, talk: 0 }]
          ]
        })
      ]
    }
  },
  {
    id: 'blonde-recall',
    name: 'nobody takes a call that was handed over unseen: it comes back to who did it',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const gleb = await phone('104')
      const talk = await olgaTalksToAnna(scene)
      const held = await asks(scene, talk, '750104')
      const rang = await gleb.rings()
      await shows({ state: 'held', people: { 104: 'alerting' } })
      await talk.anna.hangUp()
      const moved = await talk.anna.ends()
      await shows({ state: 'alerting', people: { 101: 'gone', 104: 'alerting', [olga]: 'connected' } })
      const gaveUp = await gleb.ends()
      await talk.anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', 104: 'gone', [olga]: 'connected' } })
      await middle()
      const back = await talk.anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [olga]: 'connected' } })
      await lasts(400)
      await talk.anna.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [held - talk.answered + (ended - back), moved - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold, transfers: [['blonde', '101', '104']] },
          participants: [
            olgaIn(ended, spoke, hold),
            annaIn(talk, { left: ended, talk: spoke, hold }),
            ['104', 'transfer', 'no-answer', { offered: rang, answered: null, left: gaveUp, talk: 0 }]
          ]
        })
      ]
    }
  },
  {
    id: 'consult-busy',
    name: 'the colleague who is asked does not want to: Anna is put back to the customer',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const held = await asks(scene, talk, '750102')
      const rang = await boris.rings()
      await shows({ state: 'held', people: { 102: 'alerting' } })
      await boris.decline()
      const back = Date.now()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'gone', [olga]: 'connected' } })
      await middle()
      await lasts(400)
      await talk.anna.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [held - talk.answered + (ended - back), back - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          participants: [
            olgaIn(ended, spoke, hold),
            annaIn(talk, { left: ended, talk: spoke, hold }),
            ['102', 'transfer', 'busy', { offered: rang, answered: null, left: back, talk: 0 }]
          ]
        })
      ]
    }
  },
  {
    id: 'consult-back',
    name: 'Anna asks a colleague and takes the call back',
    run: (scene) =>
      comesBack(scene, async ({ anna }, boris) => {
        await anna.press('*1')
        return boris.ends()
      })
  },
  {
    id: 'consult-ends',
    name: 'the colleague who was asked hangs up: Anna is put back to the customer',
    run: (scene) =>
      comesBack(scene, async (_, boris) => {
        await boris.hangUp()
        return boris.ends()
      })
  },
  {
    id: 'consult-three',
    name: 'Anna brings the colleague she asked into the talk, and leaves it: no transfer, they were three',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const held = await asks(scene, talk, '102')
      const rang = await boris.rings()
      const taken = await boris.pickUp()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'connected', [olga]: 'held' } })
      await talk.anna.press('*3')
      const back = Date.now()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected', [olga]: 'connected' } })
      await middle()
      await lasts(300)
      await talk.anna.hangUp()
      const left = await talk.anna.ends()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', [olga]: 'connected' } })
      await lasts(300)
      await boris.hangUp()
      const ended = await talk.olga.ends()
      const [first, hold, second] = [held - talk.answered, back - held, ended - back]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first + second, hold },
          participants: [
            olgaIn(ended, first + second, hold),
            annaIn(talk, { left, talk: first + (left - taken), hold }),
            [
              '102',
              'conference',
              'answered',
              { offered: rang, answered: taken, left: ended, talk: ended - taken, hold: 0 }
            ]
          ]
        })
      ]
    }
  },
  {
    id: 'consult-caller-gone',
    name: 'the customer hangs up while Anna asks a colleague',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const held = await asks(scene, talk, '102')
      const rang = await boris.rings()
      const taken = await boris.pickUp()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'connected', [olga]: 'held' } })
      await middle()
      await talk.olga.hangUp()
      const gone = await talk.olga.ends()
      // The two go on: somebody still talks in this call.
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected', [olga]: 'gone' } })
      await lasts(400)
      await boris.hangUp()
      const ended = await talk.anna.ends()
      const [first, hold] = [held - talk.answered, gone - held]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first + (ended - gone), hold },
          participants: [
            olgaIn(gone, first, hold),
            annaIn(talk, { left: ended, talk: first + (ended - taken), hold }),
            ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: ended - taken }]
          ]
        })
      ]
    }
  },
  {
    id: 'consult-refer-back',
    name: 'Anna asks a colleague in a second call, ends it and is with the customer again: two interactions',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const held = await holdsAndDials(scene, talk, '102')
      const rang = await boris.rings()
      const taken = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
      await lasts(300)
      await boris.hangUp()
      const over = await boris.ends()
      await talk.anna.line(1)
      await talk.anna.retrieve()
      const back = Date.now()
      await shows({ state: 'connected', people: { 101: 'connected', [olga]: 'connected' } })
      await middle()
      await lasts(400)
      await talk.olga.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [held - talk.answered + (ended - back), back - held]
      const asked = { answered: taken, left: over, talk: over - taken }
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          participants: [olgaIn(ended, spoke, hold), annaIn(talk, { left: ended, talk: spoke, hold })]
        }),
        {
          ...{ direction: 'internal', outcome: 'answered', remote: '102' },
          ...{ started: rang, answered: taken, ended: over, talk: over - taken },
          participants: [
            ['101', 'dial', 'answered', { left: over, talk: over - taken }],
            ['102', 'dial', 'answered', { offered: rang, ...asked }]
          ]
        }
      ]
    }
  }
]
