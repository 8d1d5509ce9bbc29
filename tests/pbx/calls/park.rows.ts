import type { ExpectedParticipant, Moment } from './expected.ts'
import { annaIn, olgaIn, olgasCall, olgaTalksToAnna, type Talk } from './moving.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const olga = OLGA.number

/** How Anna parks Olga; the moment from which Olga waits, and that at which Anna is out of it. */
type Way = (talk: Talk, scene: Scene) => Promise<{ readonly parked: Moment; readonly left: Moment }>

/** The PBX tells Anna the number of the place, and hangs up; with a phone's own key, nobody listens to that. */
const byKeys: Way = async ({ anna }) => {
  await anna.press('*5')
  const parked = Date.now()
  return { parked, left: await anna.ends() }
}

const byRefer =
  (number: string): Way =>
  async ({ anna }, { shows }) => {
    await anna.refer(number)
    const parked = Date.now()
    await shows({ state: 'held', people: { [olga]: 'held' } })
    await anna.hangUp()
    return { parked, left: Date.now() }
  }

async function parks(scene: Scene, way: Way) {
  const talk = await olgaTalksToAnna(scene)
  const { parked, left } = await way(talk, scene)
  await scene.shows({ state: 'held', remote: olga, people: { 101: 'gone', [olga]: 'held' } })
  return { talk, parked, left }
}

/** Boris fetches the call that Anna parked. */
async function fetched(scene: Scene, way: Way) {
  const { phone, shows, middle, lasts } = scene
  const boris = await phone('102')
  const { talk, parked, left } = await parks(scene, way)
  await middle()
  await lasts(300)
  await boris.dial('701')
  const taken = await boris.said('CALL_ESTABLISHED')
  await shows({ state: 'connected', remote: olga, people: { 102: 'connected', [olga]: 'connected' } })
  await lasts(500)
  await boris.hangUp()
  const ended = await talk.olga.ends()
  const [first, second, hold] = [parked - talk.answered, ended - taken, taken - parked]
  const times = { offered: taken, answered: taken, left: ended, talk: second, hold: 0 }
  const took: ExpectedParticipant = ['102', 'park', 'answered', times]
  return [
    olgasCall(talk, {
      ...{ ended, talk: first + second, hold },
      participants: [olgaIn(ended, first + second, hold), annaIn(talk, { left, talk: first }), took]
    })
  ]
}

/** Calls that are put somewhere for anybody to fetch. */
export const PARK: readonly Row[] = [
  { id: 'park-keys', name: 'a call is parked with the keys of the PBX', run: (scene) => fetched(scene, byKeys) },
  { id: 'park-refer', name: 'a call is parked by the phone', run: (scene) => fetched(scene, byRefer('700')) },
  {
    id: 'park-fetched-back',
    name: 'who parked a call fetches it again: one row for her',
    async run(scene) {
      const { shows, middle, lasts } = scene
      const { talk, parked } = await parks(scene, byRefer('700'))
      await middle()
      await lasts(300)
      await talk.anna.dial('701')
      const taken = await talk.anna.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { 101: 'connected', [olga]: 'connected' } })
      await lasts(500)
      await talk.olga.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [parked - talk.answered + (ended - taken), taken - parked]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          participants: [olgaIn(ended, spoke, hold), annaIn(talk, { left: ended, talk: spoke })]
        })
      ]
    }
  },
  {
    id: 'park-returns',
    name: 'nobody fetches a parked call: it comes back to who parked it',
    async run(scene) {
      const { shows, middle, lasts } = scene
      const { talk, parked } = await parks(scene, byRefer('750'))
      const back = await talk.anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', [olga]: 'connected' } })
      await middle()
      await lasts(300)
      const taken = await talk.anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [olga]: 'connected' } })
      await lasts(500)
      await talk.anna.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [parked - talk.answered + (ended - taken), back - parked]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          participants: [olgaIn(ended, spoke, hold), annaIn(talk, { left: ended, talk: spoke })]
        })
      ]
    }
  },
  {
    id: 'park-returns-to-nobody',
    name: 'a parked call comes back and is not taken: it is lost, and was answered before',
    async run(scene) {
      const { shows, middle } = scene
      const { talk, parked } = await parks(scene, byRefer('750'))
      const back = await talk.anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', [olga]: 'connected' } })
      await middle()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [parked - talk.answered, back - parked]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          // She spoke in it: that nobody took it the second time is in the call's end.
          participants: [olgaIn(ended, spoke, hold), annaIn(talk, { left: ended, talk: spoke })]
        })
      ]
    }
  },
  {
    id: 'park-gone',
    name: 'the customer hangs up while parked',
    async run(scene) {
      const { middle, lasts } = scene
      const { talk, parked, left } = await parks(scene, byKeys)
      await middle()
      await lasts(300)
      await talk.olga.hangUp()
      const ended = await talk.olga.ends()
      const [spoke, hold] = [parked - talk.answered, ended - parked]
      return [
        olgasCall(talk, {
          ...{ ended, talk: spoke, hold },
          participants: [olgaIn(ended, spoke, hold), annaIn(talk, { left, talk: spoke })]
        })
      ]
    }
  },
  {
    id: 'park-outbound',
    name: 'a call that was made to a customer is parked and fetched by a colleague',
    async run(scene) {
      const { callee, phone, shows, middle, lasts } = scene
      const number = '88002000600'
      const [customer, anna, boris] = [await callee(number), await phone('101'), await phone('102')]
      await anna.dial(`9${number}`)
      const started = await customer.rings()
      const answered = await customer.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [number]: 'connected' } })
      await lasts(300)
      await anna.refer('700')
      const parked = Date.now()
      await shows({ state: 'held', people: { [number]: 'held' } })
      await anna.hangUp()
      const left = Date.now()
      await shows({ state: 'held', people: { 101: 'gone', [number]: 'held' } })
      await middle()
      await boris.dial('701')
      const taken = await boris.said('CALL_ESTABLISHED')
      await shows({ state: 'connected', people: { 102: 'connected', [number]: 'connected' } })
      await lasts(500)
      await boris.hangUp()
      const ended = await customer.ends()
      const [first, second, hold] = [parked - answered, ended - taken, taken - parked]
      const inAll = { offered: started, answered, left: ended, talk: first + second, hold }
      return [
        {
          ...{ direction: 'outbound', outcome: 'answered', remote: number },
          ...{ started, answered, ended, talk: first + second, hold },
          participants: [
            ['101', 'dial', 'answered', { left, talk: first, hold: 0 }],
            [number, 'dial', 'answered', inAll],
            ['102', 'park', 'answered', { offered: taken, answered: taken, left: ended, talk: second, hold: 0 }]
          ]
        }
      ]
    }
  }
]
