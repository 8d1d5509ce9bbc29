import type { ExpectedInteraction } from './expected.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const PETR = '84957654321'
const IVAN = '84951112233'
const inbound = { direction: 'inbound', outcome: 'answered' } as const

/** Four calls at once: Olga on hold, Petr rung through to phone 102, a conference, Ivan waiting in a queue. */
async function fourCalls({ outside, phone, shows }: Scene) {
  const [olga, petr, ivan] = [await outside(OLGA.number), await outside(PETR), await outside(IVAN)]
  const [anna, boris, vera, gleb] = [await phone('101'), await phone('102'), await phone('103'), await phone('104')]
  await olga.dial('5550300')
  const rang = await anna.rings()
  const answered = await anna.pickUp()
  await shows({ state: 'connected', people: { 101: 'connected' } })
  const held = Date.now()
  await anna.hold()
  await shows({ state: 'held', people: { 101: 'held' } })
  await petr.dial('5550340')
  const petrRang = await boris.rings()
  await shows({ state: 'alerting', people: { 102: 'alerting' } })
  await vera.dial('8000')
  const metFirst = await vera.said('CALL_ESTABLISHED')
  await gleb.dial('8000')
  const met = await gleb.said('CALL_ESTABLISHED')
  await shows({ state: 'connected', people: { 103: 'connected', 104: 'connected' } })
  await ivan.dial('5550120')
  const waits = await ivan.said('CALL_ESTABLISHED')
  await shows({ state: 'queued', queue: 'turns', remote: IVAN })
  return { olga, petr, ivan, anna, boris, vera, gleb, rang, answered, held, petrRang, metFirst, met, waits }
}

type Four = Awaited<ReturnType<typeof fourCalls>>

/** What they are when they end so. */
function fourInteractions(
  calls: Four,
  ended: {
    olga: number
    retrieved: number
    petr: number
    picked: number | null
    left: number
    met: number
    ivan: number
  },
  reason: Pick<ExpectedInteraction, 'reason'> = {}
): ExpectedInteraction[] {
  const { rang, answered, held, petrRang, metFirst, met, waits } = calls
  const hold = ended.retrieved - held
  const petrTalk = ended.picked === null ? 0 : ended.petr - ended.picked
  return [
    {
      ...{ ...inbound, remote: OLGA.number, contact: OLGA.name, line: '5550300', started: rang, answered, ...reason },
      ...{ ended: ended.olga, talk: ended.olga - answered - hold, hold },
      participants: [
        [OLGA.number, 'dial', 'answered'],
        ['101', 'dial', 'answered', { offered: rang, answered }]
      ]
    },
    {
      ...{ ...inbound, remote: PETR, line: '5550340', started: petrRang, answered: ended.picked, ended: ended.petr },
      ...{ ...reason, talk: petrTalk, outcome: ended.picked === null ? 'missed' : 'answered' },
      participants: [
        [PETR, 'dial', ended.picked === null ? 'no-answer' : 'answered'],
        ['102', 'dial', ended.picked === null ? 'cancelled' : 'answered', { offered: petrRang, answered: ended.picked }]
      ]
    },
    {
      ...{ direction: 'internal', outcome: 'answered', remote: '8000', started: metFirst, answered: met, ...reason },
      ...{ ended: ended.met, talk: ended.left - met },
      participants: [
        ['103', 'conference', 'answered'],
        ['104', 'conference', 'answered', { answered: met }]
      ]
    },
    {
      ...{ ...inbound, remote: IVAN, line: '5550120', queue: 'turns', started: waits, answered: null, ...reason },
      ...{ outcome: reason.reason ? 'missed' : 'abandoned', ended: ended.ivan, talk: 0 },
      participants: [[IVAN, 'dial', reason.reason ? 'no-answer' : 'cancelled']]
    }
  ]
}

/** They all hang up, one after the other. */
async function endFour(scene: Scene, calls: Four, picked: number | null): Promise<ExpectedInteraction[]> {
  const { olga, petr, ivan, anna, boris, vera, gleb } = calls
  const retrieved = Date.now()
  await anna.retrieve()
  await scene.shows({ state: 'connected', people: { 101: 'connected' } })
  await anna.hangUp()
  const olgaEnded = await olga.ends()
  const answered = picked ?? (await boris.pickUp())
  await scene.shows({ state: 'connected', people: { 102: 'connected' } })
  await boris.hangUp()
  const petrEnded = await petr.ends()
  // Before an agent is free for him.
  await ivan.hangUp()
  const ivanEnded = Date.now()
  await gleb.hangUp()
  const left = Date.now()
  await scene.shows({ state: 'connected', people: { 103: 'connected', 104: 'gone' } })
  await vera.hangUp()
  const metEnded = Date.now()
  return fourInteractions(calls, {
    ...{ olga: olgaEnded, retrieved, petr: petrEnded, picked: answered, left, met: metEnded, ivan: ivanEnded }
  })
}

/** The two heavier faults: the hub is killed, the PBX begins anew. */
export const FAULTS: readonly Row[] = [
  {
    id: 'killed-hub',
    name: 'the hub is killed and started again in the middle of four calls: it knows each of them, whole',
    fault: true,
    async run(scene) {
      const calls = await fourCalls(scene)
      await scene.killHub(async () => {})
      return endFour(scene, calls, null)
    }
  },
  {
    id: 'killed-hub-changes',
    name: 'while the hub is dead one answers, one hangs up and one comes: it tells them as they were',
    fault: true,
    async run(scene) {
      const calls = await fourCalls(scene)
      let picked = 0
      let ivanEnded = 0
      await scene.killHub(async () => {
        picked = await calls.boris.pickUp()
        await calls.ivan.hangUp()
        ivanEnded = Date.now()
      })
      await scene.shows({ state: 'connected', people: { 102: 'connected' } })
      const all = await endFour(scene, calls, picked)
      return all.map((one) => (one.remote === IVAN ? { ...one, ended: ivanEnded } : one))
    },
    unknownAfterCut: { fields: /^outcome|^reason|^participants/, why: 'whether Ivan gave up was not heard' }
  },
  {
    id: 'restarted-pbx',
    name: 'the PBX begins anew in the middle of four calls: each has ended, none is a ghost, and the next is right',
    fault: true,
    async run(scene) {
      const calls = await fourCalls(scene)
      const end = await scene.restartPbx()
      const [fedor, zoya] = [await scene.phone('106'), await scene.phone('107')]
      await fedor.dial('107')
      const rang = await zoya.rings()
      const answered = await zoya.pickUp()
      await scene.shows({ state: 'connected', people: { 106: 'connected', 107: 'connected' } })
      await scene.lasts(300)
      await zoya.hangUp()
      const ended = await fedor.ends()
      const gone = { olga: end, retrieved: end, petr: end, picked: null, left: end, met: end, ivan: end }
      return [
        ...fourInteractions(calls, gone, { reason: 'link-lost' }),
        {
          ...{ direction: 'internal', outcome: 'answered', remote: '107', started: rang, answered, ended },
          talk: ended - answered,
          participants: [
            ['106', 'dial', 'answered'],
            ['107', 'dial', 'answered', { offered: rang, answered, left: ended }]
          ]
        }
      ]
    },
    unknownAfterCut: {
      fields: /^reason|^participants/,
      why: 'a PBX that is told to restart hangs up first, with causes of its own; one that dies says nothing'
    }
  }
]
