import type { Phone } from '../phone.ts'
import type { ExpectedInteraction } from './expected.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

interface Talking {
  readonly olga: Phone
  readonly anna: Phone
  readonly scene: Scene
}

/** What a talk between a customer and an agent was like, told by who held it. */
interface Told {
  readonly ended: number
  readonly held: number
}

/** A customer and an agent talk; what happens in their talk is the row's. */
const inTalk = (id: string, name: string, happens: (talking: Talking) => Promise<Told>): Row => ({
  id,
  name,
  async run(scene) {
    const [olga, anna] = [await scene.outside(OLGA.number), await scene.phone('101')]
    await olga.dial('5550300')
    const rang = await anna.rings()
    const answered = await anna.pickUp()
    await scene.shows({ state: 'connected', people: { 101: 'connected' } })
    const { ended, held } = await happens({ olga, anna, scene })
    const spoke = { left: ended, talk: ended - answered - held, hold: held }
    const told: ExpectedInteraction = {
      ...{ direction: 'inbound', outcome: 'answered', remote: OLGA.number, contact: OLGA.name, line: '5550300' },
      ...{ started: rang, answered, ended, talk: spoke.talk, hold: held },
      participants: [
        [OLGA.number, 'dial', 'answered', spoke],
        ['101', 'dial', 'answered', { offered: rang, answered, ...spoke }]
      ]
    }
    return [told]
  }
})

/** One puts the other on hold, and the link is cut then, or not. How long it lasted. */
async function holds(
  { scene, olga, anna }: Talking,
  holder: Phone,
  meanwhile: () => Promise<unknown> = () => scene.lasts(300)
): Promise<number> {
  const people = { [olga.address]: 'held', [anna.address]: 'held' } as const
  const from = Date.now()
  await holder.hold()
  await scene.shows({ state: 'held', people })
  await meanwhile()
  const until = Date.now()
  await holder.retrieve()
  await scene.shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected' } })
  return until - from
}

/** Hold and retrieve, by re-INVITE. */
export const HOLD: readonly Row[] = [
  inTalk('hold-by-agent', 'an agent puts a customer on hold and comes back', async (talking) => {
    const { olga, anna, scene } = talking
    const held = await holds(talking, anna, scene.middle)
    await scene.lasts(300)
    await anna.hangUp()
    return { held, ended: await olga.ends() }
  }),
  inTalk('hold-twice', 'an agent puts a customer on hold twice', async (talking) => {
    const { olga, anna, scene } = talking
    const first = await holds(talking, anna)
    await scene.middle()
    const second = await holds(talking, anna)
    await scene.lasts(300)
    await olga.hangUp()
    return { held: first + second, ended: await anna.ends() }
  }),
  inTalk('hold-by-customer', 'a customer puts the agent on hold', async (talking) => {
    const { olga, anna, scene } = talking
    const held = await holds(talking, olga, scene.middle)
    await scene.lasts(300)
    await anna.hangUp()
    return { held, ended: await olga.ends() }
  }),
  inTalk('hold-by-both', 'each puts the other on hold, one after the other', async (talking) => {
    const { olga, anna, scene } = talking
    const byAgent = await holds(talking, anna)
    const byCustomer = await holds(talking, olga, scene.middle)
    await olga.hangUp()
    return { held: byAgent + byCustomer, ended: await anna.ends() }
  }),
  inTalk('hold-customer-leaves', 'a customer hangs up while on hold', async ({ olga, anna, scene }) => {
    const from = Date.now()
    await anna.hold()
    await scene.shows({ state: 'held', people: { 101: 'held', [OLGA.number]: 'held' } })
    await scene.middle()
    await olga.hangUp()
    const ended = await anna.ends()
    return { held: ended - from, ended }
  }),
  inTalk('hold-agent-leaves', 'an agent hangs up on a customer on hold', async ({ olga, anna, scene }) => {
    const from = Date.now()
    await anna.hold()
    await scene.shows({ state: 'held', people: { 101: 'held', [OLGA.number]: 'held' } })
    await scene.middle()
    await anna.hangUp()
    const ended = await olga.ends()
    return { held: ended - from, ended }
  }),
  inTalk('mute', 'an agent switches the microphone off and on', async ({ olga, anna, scene }) => {
    await anna.mute()
    await scene.lasts(400)
    await scene.shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected' } })
    await scene.middle()
    await anna.mute()
    await scene.lasts(200)
    await anna.hangUp()
    return { held: 0, ended: await olga.ends() }
  })
]
