import type { Moment } from './expected.ts'
import { annaIn, olgaIn, olgasCall, olgaTalksToAnna, type Talk } from './moving.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

/** A number outside. */
const MOBILE = '88002000600'

/** What the phone knows of the moment at which Anna lets go; from `held` on Olga hears music. */
interface Sent {
  readonly held: Moment
  readonly moved: Moment
}

/** How Anna sends Olga to a number. */
type Way = (scene: Scene, talk: Talk, to: string) => Promise<Sent>

const atOnce = (moved: Moment): Sent => ({ held: moved, moved })

const byKeys: Way = async ({ shows }, { anna }, to) => {
  await anna.press('##')
  const held = Date.now()
  await shows({ state: 'held', people: { 101: 'held' } })
  await anna.press(to)
  return { held, moved: await anna.ends() }
}

/** The phone hangs up when the PBX has taken the request; the PBX lets it go at once. */
const byRefer: Way = async (_, { anna }, to) => {
  await anna.refer(to)
  return atOnce(Date.now())
}

const byManager: Way = async ({ manager }, { anna }, to) => {
  const [Channel] = await manager.channelsOf('PJSIP/101')
  await manager.action('BlindTransfer', { Channel, Context: 'internal', Exten: to })
  return atOnce(await anna.ends())
}

const byRedirect: Way = async ({ manager }, { anna }, to) => {
  const [Channel] = await manager.channelsOf('PJSIP/trunk')
  await manager.action('Redirect', { Channel, Context: 'internal', Exten: to, Priority: '1' })
  return atOnce(await anna.ends())
}

/** Anna sends Olga to Boris, who takes the call. */
async function toBoris(scene: Scene, send: Way) {
  const { phone, shows, middle, lasts } = scene
  const boris = await phone('102')
  const talk = await olgaTalksToAnna(scene)
  const { held, moved } = await send(scene, talk, '102')
  const rang = await boris.rings()
  await shows({ state: 'alerting', people: { 101: 'gone', 102: 'alerting', [OLGA.number]: 'connected' } })
  await middle()
  await lasts(300)
  const taken = await boris.pickUp()
  await shows({ state: 'connected', people: { 102: 'connected', [OLGA.number]: 'connected' } })
  await lasts(400)
  await boris.hangUp()
  const ended = await talk.olga.ends()
  const [first, second, hold] = [held - talk.answered, ended - taken, moved - held]
  return [
    olgasCall(talk, {
      ...{ ended, talk: first + second, hold, transfers: [['blind', '101', '102']] },
      participants: [
        olgaIn(ended, first + second, hold),
        annaIn(talk, { left: moved, talk: first, hold }),
        ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: second, hold: 0 }]
      ]
    })
  ]
}

/** Calls that somebody sends on without asking. */
export const BLIND: readonly Row[] = [
  { id: 'blind-keys', name: 'a call is sent on with the keys of the PBX', run: (scene) => toBoris(scene, byKeys) },
  { id: 'blind-refer', name: 'a call is sent on by the phone', run: (scene) => toBoris(scene, byRefer) },
  { id: 'blind-manager', name: 'a call is sent on by a program', run: (scene) => toBoris(scene, byManager) },
  {
    id: 'blind-redirect',
    name: 'a program takes a call from a phone and sends it to another',
    run: (scene) => toBoris(scene, byRedirect)
  },
  {
    id: 'blind-queue',
    name: 'a call is sent on to a queue, where a colleague takes it',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const { moved } = await byRefer(scene, talk, '610')
      const rang = await boris.rings()
      await shows({ state: 'alerting', queue: 'sales', people: { 102: 'alerting', [OLGA.number]: 'queued' } })
      await middle()
      const taken = await boris.pickUp()
      await shows({ state: 'connected', people: { 102: 'connected', [OLGA.number]: 'connected' } })
      await lasts(400)
      await talk.olga.hangUp()
      const ended = await boris.ends()
      const [first, second] = [moved - talk.answered, ended - taken]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first + second, queue: 'sales', transfers: [['blind', '101', '610']] },
          // The queue rings Anna's phone as well: she spoke, and has one row, not two.
          participants: [
            olgaIn(ended, first + second),
            ['101', 'dial', 'answered', { offered: talk.rang, answered: talk.answered, talk: first }],
            ['102', 'queue', 'answered', { offered: rang, answered: taken, left: ended, talk: second }]
          ]
        })
      ]
    }
  },
  {
    id: 'blind-outside',
    name: 'a call is sent on to a number outside',
    async run(scene) {
      const { callee, shows, middle, lasts } = scene
      const mobile = await callee(MOBILE)
      const talk = await olgaTalksToAnna(scene)
      const { moved } = await byRefer(scene, talk, `9${MOBILE}`)
      const rang = await mobile.rings()
      await shows({ state: 'alerting', remote: OLGA.number, people: { 101: 'gone', [MOBILE]: 'alerting' } })
      const taken = await mobile.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { [MOBILE]: 'connected' } })
      await middle()
      await lasts(400)
      await mobile.hangUp()
      const ended = await talk.olga.ends()
      const [first, second] = [moved - talk.answered, ended - taken]
      return [
        olgasCall(talk, {
          ...{ ended, talk: first + second, transfers: [['blind', '101', MOBILE]] },
          participants: [
            olgaIn(ended, first + second),
            annaIn(talk, { left: moved, talk: first }),
            [MOBILE, 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: second }]
          ]
        })
      ]
    }
  },
  {
    id: 'blind-nobody',
    name: 'a call is sent on to a phone that nobody takes: it is lost, and was answered before',
    async run(scene) {
      const { phone, shows, middle } = scene
      const gleb = await phone('104')
      const talk = await olgaTalksToAnna(scene)
      const { moved } = await byRefer(scene, talk, '750104')
      const rang = await gleb.rings()
      await shows({ state: 'alerting', people: { 101: 'gone', 104: 'alerting' } })
      await middle()
      const ended = await talk.olga.ends()
      const first = moved - talk.answered
      return [
        olgasCall(talk, {
          ...{ ended, talk: first, transfers: [['blind', '101', '750104']] },
          participants: [
            olgaIn(ended, first),
            annaIn(talk, { left: moved, talk: first }),
            ['104', 'transfer', 'no-answer', { offered: rang, answered: null, left: ended, talk: 0 }]
          ]
        })
      ]
    }
  },
  {
    id: 'blind-busy',
    name: 'a call is sent on to a phone whose owner does not want it',
    async run(scene) {
      const { phone, shows, middle } = scene
      const boris = await phone('102')
      const talk = await olgaTalksToAnna(scene)
      const { moved } = await byRefer(scene, talk, '102')
      const rang = await boris.rings()
      await shows({ state: 'alerting', people: { 101: 'gone', 102: 'alerting' } })
      await middle()
      await boris.decline()
      const refused = Date.now()
      const ended = await talk.olga.ends()
      const first = moved - talk.answered
      return [
        olgasCall(talk, {
          ...{ ended, talk: first, transfers: [['blind', '101', '102']] },
          participants: [
            olgaIn(ended, first),
            annaIn(talk, { left: moved, talk: first }),
            ['102', 'transfer', 'busy', { offered: rang, answered: null, left: refused, talk: 0 }]
          ]
        })
      ]
    }
  },
  {
    id: 'blind-outbound',
    name: 'a call that was made to a customer is sent on to a colleague',
    async run(scene) {
      const { callee, phone, shows, middle, lasts } = scene
      const [mobile, anna, boris] = [await callee(MOBILE), await phone('101'), await phone('102')]
      await anna.dial(`9${MOBILE}`)
      const started = await mobile.rings()
      const answered = await mobile.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [MOBILE]: 'connected' } })
      await lasts(300)
      await anna.refer('102')
      const moved = Date.now()
      const rang = await boris.rings()
      await shows({ state: 'alerting', people: { 101: 'gone', 102: 'alerting', [MOBILE]: 'connected' } })
      await middle()
      const taken = await boris.pickUp()
      await shows({ state: 'connected', people: { 102: 'connected', [MOBILE]: 'connected' } })
      await lasts(400)
      await mobile.hangUp()
      const ended = await boris.ends()
      const [first, second] = [moved - answered, ended - taken]
      return [
        {
          ...{ direction: 'outbound', outcome: 'answered', remote: MOBILE },
          ...{ started, answered, ended, talk: first + second, transfers: [['blind', '101', '102']] },
          participants: [
            ['101', 'dial', 'answered', { left: moved, talk: first }],
            [MOBILE, 'dial', 'answered', { offered: started, answered, left: ended, talk: first + second }],
            ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: second }]
          ]
        }
      ]
    }
  },
  {
    id: 'blind-internal',
    name: 'a call between colleagues is sent on to a third, by who was called',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const [vera, anna, boris] = [await phone('103'), await phone('101'), await phone('102')]
      await vera.dial('101')
      const started = await anna.rings()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 103: 'connected' } })
      await lasts(300)
      await anna.refer('102')
      const moved = Date.now()
      const rang = await boris.rings()
      await shows({ state: 'alerting', people: { 101: 'gone', 102: 'alerting', 103: 'connected' } })
      await middle()
      const taken = await boris.pickUp()
      await shows({ state: 'connected', people: { 102: 'connected', 103: 'connected' } })
      await lasts(400)
      await vera.hangUp()
      const ended = await boris.ends()
      const [first, second] = [moved - answered, ended - taken]
      return [
        {
          ...{ direction: 'internal', outcome: 'answered', remote: '101' },
          ...{ started, answered, ended, talk: first + second, transfers: [['blind', '101', '102']] },
          participants: [
            ['103', 'dial', 'answered', { left: ended, talk: first + second }],
            ['101', 'dial', 'answered', { offered: started, answered, left: moved, talk: first }],
            ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: second }]
          ]
        }
      ]
    }
  },
  {
    id: 'blind-chain',
    name: 'a call goes through four hands and is one call, of its first caller',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const [boris, vera, gleb] = [await phone('102'), await phone('103'), await phone('104')]
      const talk = await olgaTalksToAnna(scene)
      const { held, moved } = await byKeys(scene, talk, '102')
      const rang2 = await boris.rings()
      const taken2 = await boris.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 102: 'connected' } })
      await lasts(300)
      await boris.refer('103')
      const moved2 = Date.now()
      const rang3 = await vera.rings()
      const taken3 = await vera.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 102: 'gone', 103: 'connected' } })
      await middle()
      await lasts(300)
      await vera.refer('104')
      const moved3 = Date.now()
      const rang4 = await gleb.rings()
      const taken4 = await gleb.pickUp()
      await shows({ state: 'connected', remote: OLGA.number, people: { 103: 'gone', 104: 'connected' } })
      await lasts(300)
      await gleb.hangUp()
      const ended = await talk.olga.ends()
      const first = held - talk.answered
      const [second, third, fourth] = [moved2 - taken2, moved3 - taken3, ended - taken4]
      const spoke = first + second + third + fourth
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold: moved - held },
          transfers: [
            ['blind', '101', '102'],
            ['blind', '102', '103'],
            ['blind', '103', '104']
          ],
          participants: [
            olgaIn(ended, spoke, moved - held),
            annaIn(talk, { left: moved, talk: first, hold: moved - held }),
            ['102', 'transfer', 'answered', { offered: rang2, answered: taken2, left: moved2, talk: second }],
            ['103', 'transfer', 'answered', { offered: rang3, answered: taken3, left: moved3, talk: third }],
            ['104', 'transfer', 'answered', { offered: rang4, answered: taken4, left: ended, talk: fourth }]
          ]
        })
      ]
    }
  }
]
