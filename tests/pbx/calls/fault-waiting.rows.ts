import { DIRECT, talk } from './breaking.ts'
import type { ExpectedInteraction } from './expected.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const PETR = '84957654321'

/** Two who wait: Olga is parked by Anna, Petr hears music while Vera (103) asks Gleb (104). */
async function twoWait(scene: Scene) {
  const { outside, phone, shows, lasts } = scene
  const [petr, vera, gleb] = [await outside(PETR), await phone('103'), await phone('104')]
  const first = await talk(scene)
  await lasts(300)
  const parked = Date.now()
  await first.anna.refer('700')
  await shows({ state: 'held', remote: OLGA.number })
  await first.anna.hangUp()
  await shows({ state: 'held', remote: OLGA.number, people: { 101: 'gone' } })
  await petr.dial('5550703')
  const petrRang = await vera.rings()
  const petrAnswered = await vera.pickUp()
  await shows({ state: 'connected', remote: PETR, people: { 103: 'connected' } })
  await lasts(300)
  await vera.press('*2')
  const held = Date.now()
  await shows({ state: 'held', remote: PETR, people: { 103: 'held' } })
  await vera.press('104')
  await gleb.rings()
  const asked = await gleb.pickUp()
  await shows({ state: 'held', remote: PETR, people: { 103: 'connected', 104: 'connected' } })
  return { ...first, petr, vera, gleb, parked, petrRang, petrAnswered, held, asked }
}

type Two = Awaited<ReturnType<typeof twoWait>>

/** Boris fetches Olga, and Vera hands Petr over. */
async function moveOn(scene: Scene, { vera }: Two) {
  const boris = await scene.phone('102')
  await boris.dial('701')
  const fetched = await boris.said('CALL_ESTABLISHED')
  const moved = Date.now()
  await vera.hangUp()
  return { fetched, moved }
}

async function hangUp(
  scene: Scene,
  two: Two,
  { fetched, moved }: { readonly fetched: number; readonly moved: number }
) {
  const { olga, petr, gleb, rang, answered, parked, petrRang, petrAnswered, held, asked } = two
  const boris = await scene.phone('102')
  await scene.shows({ state: 'connected', remote: OLGA.number, people: { 101: 'gone', 102: 'connected' } })
  await scene.shows({ state: 'connected', remote: PETR, people: { 103: 'gone', 104: 'connected' } })
  await scene.lasts(300)
  await boris.hangUp()
  const ended = await olga.ends()
  await gleb.hangUp()
  const petrEnded = await petr.ends()
  const all: ExpectedInteraction[] = [
    {
      ...{ ...DIRECT, started: rang, answered, ended, talk: parked - answered + ended - fetched },
      hold: fetched - parked,
      participants: [
        [OLGA.number, 'dial', 'answered', { left: ended }],
        ['101', 'dial', 'answered', { answered, talk: parked - answered }],
        ['102', 'park', 'answered', { answered: fetched, left: ended, talk: ended - fetched }]
      ]
    },
    {
      ...{ direction: 'inbound', outcome: 'answered', remote: PETR, line: '5550703' },
      ...{ started: petrRang, answered: petrAnswered, ended: petrEnded },
      ...{ talk: held - petrAnswered + petrEnded - moved, hold: moved - held },
      participants: [
        [PETR, 'dial', 'answered', { left: petrEnded }],
        ['103', 'dial', 'answered', { answered: petrAnswered, left: moved }],
        ['104', 'transfer', 'answered', { answered: asked, left: petrEnded }]
      ],
      transfers: [['attended', '103', '104']]
    }
  ]
  return all
}

/** The heavier faults, while one caller is parked and another waits for the end of a consultation. */
export const FAULT_WAITING: readonly Row[] = [
  {
    id: 'killed-hub-waiting',
    name: 'the hub is killed and started again while callers wait: it knows who they are, and for whom they wait',
    fault: true,
    async run(scene) {
      const two = await twoWait(scene)
      await scene.killHub(async () => {})
      await scene.shows({ state: 'held', remote: OLGA.number, people: { 101: 'gone' } })
      await scene.shows({ state: 'held', remote: PETR, people: { 103: 'connected', 104: 'connected' } })
      return hangUp(scene, two, await moveOn(scene, two))
    }
  },
  {
    id: 'killed-hub-moves',
    name: 'while the hub is dead the parked caller is fetched, and the other handed over',
    fault: true,
    async run(scene) {
      const two = await twoWait(scene)
      let moved = { fetched: 0, moved: 0 }
      await scene.killHub(async () => {
        moved = await moveOn(scene, two)
      })
      return hangUp(scene, two, moved)
    }
  },
  {
    id: 'restarted-pbx-waiting',
    name: 'the PBX begins anew while callers wait: their calls have ended, having been answered and held',
    fault: true,
    async run(scene) {
      const { rang, answered, parked, petrRang, petrAnswered, held, asked } = await twoWait(scene)
      const ended = await scene.restartPbx()
      return [
        {
          ...{ ...DIRECT, reason: 'link-lost', started: rang, answered, ended },
          ...{ talk: parked - answered, hold: ended - parked },
          participants: [
            [OLGA.number, 'dial', 'answered'],
            ['101', 'dial', 'answered', { answered, talk: parked - answered }]
          ]
        },
        {
          ...{ direction: 'inbound', outcome: 'answered', reason: 'link-lost', remote: PETR, line: '5550703' },
          ...{ started: petrRang, answered: petrAnswered, ended, talk: held - petrAnswered, hold: ended - held },
          participants: [
            [PETR, 'dial', 'answered'],
            ['103', 'dial', 'answered', { answered: petrAnswered }],
            ['104', 'transfer', 'answered', { answered: asked }]
          ]
        }
      ]
    },
    unknownAfterCut: {
      fields: /^reason|^transfers/,
      why: 'a PBX that is told to restart hangs up first, one after the other, which may look like a handover'
    }
  }
]
