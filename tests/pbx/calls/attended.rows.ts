import type { Phone } from '../phone.ts'
import type { ExpectedParticipant, Moment } from './expected.ts'
import { annaIn, olgaIn, olgasCall, olgaTalksToAnna, type Talk } from './moving.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const olga = OLGA.number
const MOBILE = '88002000600'

/** The PBX presses *2 by itself, as slowly as a person would. */
const PBX_PRESSES_MS = 250

/** How Anna asks somebody while Olga waits, and then hands Olga over. */
interface Way {
  /** Begins to call; the moment from which Olga waits. */
  ask(scene: Scene, talk: Talk, number: string): Promise<Moment>
  /** Shows that the one asked rings, and then that he talks. */
  whileItRings(scene: Scene, target: string): Promise<void>
  whileTheyTalk(scene: Scene, target: string): Promise<void>
  /** The moment at which Anna is out of it. */
  handOver(scene: Scene, talk: Talk, number: string): Promise<Moment>
}

/** Within the PBX, all that is one call. */
const inOneCall: Pick<Way, 'whileItRings' | 'whileTheyTalk' | 'handOver'> = {
  whileItRings: ({ shows }, target) =>
    shows({ state: 'held', people: { 101: 'connected', [target]: 'alerting', [olga]: 'held' } }),
  whileTheyTalk: ({ shows }, target) =>
    shows({ state: 'held', people: { 101: 'connected', [target]: 'connected', [olga]: 'held' } }),
  async handOver(_, { anna }) {
    await anna.hangUp()
    return anna.ends()
  }
}

const byKeys: Way = {
  ...inOneCall,
  async ask({ shows }, { anna }, number) {
    await anna.press('*2')
    const held = Date.now()
    await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
    await anna.press(number)
    return held
  }
}

const byManager: Way = {
  ...inOneCall,
  async ask({ manager }, _, number) {
    const [Channel] = await manager.channelsOf('PJSIP/101')
    const held = Date.now() + PBX_PRESSES_MS
    await manager.action('Atxfer', { Channel, Context: 'internal', Exten: number })
    return held
  }
}

/** A phone makes a second call, which is an interaction of its own until it joins the two. */
const byRefer: Way = {
  async ask({ shows }, { anna }, number) {
    await anna.hold()
    const held = Date.now()
    await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
    await anna.dial(number)
    return held
  },
  async whileItRings({ shows }, target) {
    await shows({ state: 'alerting', people: { [target]: 'alerting' } })
    await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
  },
  async whileTheyTalk({ shows }, target) {
    await shows({ state: 'connected', people: { 101: 'connected', [target]: 'connected' } })
    await shows({ state: 'held', people: { 101: 'held', [olga]: 'held' } })
  },
  async handOver({ manager }, { anna }, number) {
    const replaces = await manager.replaces('PJSIP/101')
    await anna.line(1)
    await anna.refer(`${number}${replaces}`)
    return Date.now()
  }
}

interface Target {
  readonly number: string
  readonly phone: Phone
  readonly queue?: string
}

/** Anna asks somebody, who takes the call over. */
async function handsOver(scene: Scene, way: Way, target: (scene: Scene) => Promise<Target>) {
  const { shows, middle, lasts } = scene
  const { number, phone, queue } = await target(scene)
  const talk = await olgaTalksToAnna(scene)
  const held = await way.ask(scene, talk, number)
  const rang = await phone.rings()
  await way.whileItRings(scene, phone.address)
  const taken = await phone.pickUp()
  await way.whileTheyTalk(scene, phone.address)
  await middle()
  await lasts(300)
  const moved = await way.handOver(scene, talk, number)
  await shows({
    state: 'connected',
    remote: olga,
    people: { 101: 'gone', [phone.address]: 'connected', [olga]: 'connected' }
  })
  await lasts(400)
  await phone.hangUp()
  const ended = await talk.olga.ends()
  const [first, asked, second, hold] = [held - talk.answered, moved - taken, ended - moved, moved - held]
  const times = { offered: rang, answered: taken, left: ended, talk: asked + second, hold: 0 }
  const took: ExpectedParticipant = [phone.address, 'transfer', 'answered', times]
  return [
    olgasCall(talk, {
      ...{ ended, talk: first + second, hold, transfers: [['attended', '101', phone.address]] },
      ...(queue ? { queue } : {}),
      // What Anna said to Olga and to her colleague is her talk; Olga's waiting is her hold.
      participants: [
        olgaIn(ended, first + second, hold),
        annaIn(talk, { left: moved, talk: first + asked, hold }),
        took
      ]
    })
  ]
}

const boris = async ({ phone }: Scene): Promise<Target> => ({ number: '102', phone: await phone('102') })
const mobile = async ({ callee }: Scene): Promise<Target> => ({ number: `9${MOBILE}`, phone: await callee(MOBILE) })
const queue = async ({ phone }: Scene): Promise<Target> => ({
  number: '610',
  phone: await phone('102'),
  queue: 'sales'
})

/** Calls that somebody hands over after a word with who takes it. */
export const ATTENDED: readonly Row[] = [
  {
    id: 'attended-keys',
    name: 'a call is handed over with the keys of the PBX',
    run: (scene) => handsOver(scene, byKeys, boris)
  },
  {
    id: 'attended-refer',
    name: 'a call is handed over by the phone, which joins its two calls',
    run: (scene) => handsOver(scene, byRefer, boris)
  },
  {
    id: 'attended-manager',
    name: 'a call is handed over by a program',
    run: (scene) => handsOver(scene, byManager, boris)
  },
  {
    id: 'attended-keys-outside',
    name: 'a call is handed over with the keys to a number outside',
    run: (scene) => handsOver(scene, byKeys, mobile)
  },
  {
    id: 'attended-refer-outside',
    name: 'a call is handed over by the phone to a number outside',
    run: (scene) => handsOver(scene, byRefer, mobile)
  },
  {
    id: 'attended-keys-queue',
    name: 'a call is handed over with the keys to whoever takes it from a queue',
    run: (scene) => handsOver(scene, byKeys, queue)
  },
  {
    id: 'attended-refer-queue',
    name: 'a call is handed over by the phone to whoever took it from a queue',
    run: (scene) => handsOver(scene, byRefer, queue)
  },
  {
    id: 'attended-refer-outbound',
    name: 'a call that was made to a customer is handed over by the phone',
    async run(scene) {
      const { callee, phone, shows, middle, lasts, manager } = scene
      const [customer, anna, boris] = [await callee(MOBILE), await phone('101'), await phone('102')]
      await anna.dial(`9${MOBILE}`)
      const started = await customer.rings()
      const answered = await customer.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [MOBILE]: 'connected' } })
      await lasts(300)
      await anna.hold()
      const held = Date.now()
      await shows({ state: 'held', people: { 101: 'held', [MOBILE]: 'held' } })
      await anna.dial('102')
      const rang = await boris.rings()
      const taken = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await middle()
      await lasts(300)
      const replaces = await manager.replaces('PJSIP/101')
      await anna.line(1)
      await anna.refer(`102${replaces}`)
      const moved = Date.now()
      await shows({ state: 'connected', remote: MOBILE, people: { 102: 'connected', [MOBILE]: 'connected' } })
      await lasts(400)
      await customer.hangUp()
      const ended = await boris.ends()
      const [first, asked, second, hold] = [held - answered, moved - taken, ended - moved, moved - held]
      const inAll = { answered, left: ended, talk: first + second, hold }
      return [
        {
          ...{ direction: 'outbound', outcome: 'answered', remote: MOBILE, transfers: [['attended', '101', '102']] },
          ...{ started, answered, ended, talk: first + second, hold },
          participants: [
            ['101', 'dial', 'answered', { left: moved, talk: first + asked, hold }],
            [MOBILE, 'dial', 'answered', { offered: started, ...inAll }],
            ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: asked + second }]
          ]
        }
      ]
    }
  },
  {
    id: 'attended-keys-internal',
    name: 'a call between colleagues is handed over with the keys, by who was called',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const [vera, anna, boris] = [await phone('103'), await phone('101'), await phone('102')]
      await vera.dial('101')
      const started = await anna.rings()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 103: 'connected' } })
      await lasts(300)
      await anna.press('*2')
      const held = Date.now()
      await anna.press('102')
      const rang = await boris.rings()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'alerting', 103: 'held' } })
      const taken = await boris.pickUp()
      await shows({ state: 'held', people: { 101: 'connected', 102: 'connected', 103: 'held' } })
      await middle()
      await lasts(300)
      await anna.hangUp()
      const moved = await anna.ends()
      await shows({ state: 'connected', people: { 101: 'gone', 102: 'connected', 103: 'connected' } })
      await lasts(400)
      await vera.hangUp()
      const ended = await boris.ends()
      const [first, asked, second, hold] = [held - answered, moved - taken, ended - moved, moved - held]
      return [
        {
          ...{ direction: 'internal', outcome: 'answered', remote: '101', transfers: [['attended', '101', '102']] },
          ...{ started, answered, ended, talk: first + second, hold },
          participants: [
            ['103', 'dial', 'answered', { left: ended, talk: first + second, hold }],
            ['101', 'dial', 'answered', { offered: started, answered, left: moved, talk: first + asked, hold }],
            ['102', 'transfer', 'answered', { offered: rang, answered: taken, left: ended, talk: asked + second }]
          ]
        }
      ]
    }
  }
]
