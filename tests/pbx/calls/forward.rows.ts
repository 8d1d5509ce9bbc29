import type { ExpectedInteraction, ExpectedParticipant } from './expected.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const fromOlga = { direction: 'inbound', remote: OLGA.number, contact: OLGA.name } as const

interface Forward {
  readonly id: string
  readonly name: string
  readonly dials: string
  readonly who: 'customer' | 'colleague'
  /** Where the phone that was called sends its calls. */
  readonly phoneSends?: string
  readonly to: (scene: Scene) => ReturnType<Scene['phone']>
  readonly others?: readonly ExpectedParticipant[]
}

/** A call is sent on, and answered there. */
const forwarded = ({ id, name, dials, who, phoneSends, to, others = [] }: Forward): Row => ({
  id,
  name,
  async run(scene) {
    const caller = await (who === 'customer' ? scene.outside(OLGA.number) : scene.phone('105'))
    const other = await to(scene)
    if (phoneSends) await scene.script('inside', [`redirect-${Number(phoneSends)}`])
    const started = Date.now()
    await caller.dial(dials)
    const rang = await other.rings()
    await scene.shows({ state: 'alerting', people: { [other.address]: 'alerting' } })
    const answered = await other.pickUp()
    await scene.shows({ state: 'connected', people: { [other.address]: 'connected', [caller.address]: 'connected' } })
    await scene.lasts(300)
    await scene.middle()
    await caller.hangUp()
    const ended = await other.ends()
    const spoke = { left: ended, talk: ended - answered }
    const is: Pick<ExpectedInteraction, 'direction' | 'remote' | 'line' | 'contact'> =
      who === 'customer' ? { ...fromOlga, line: dials } : { direction: 'internal', remote: dials }
    return [
      {
        ...{ ...is, outcome: 'answered', started, answered, ended, talk: ended - answered },
        participants: [
          [caller.address, 'dial', 'answered', spoke],
          [other.address, 'dial', 'answered', { offered: rang, answered, ...spoke }],
          ...others
        ]
      }
    ]
  }
})

const phone = (extension: string) => (scene: Scene) => scene.phone(extension)
/** Who can be called outside: one and the same in all tables. */
const MOBILE = '88002000600'

/** A phone that sends its calls on is not where they were answered. */
const sentOn: ExpectedParticipant = ['120', 'dial', 'answered-elsewhere', { answered: null, talk: 0 }]

/** Forwarding by the phone (302) and by the dialplan, and several phones of one person. */
export const FORWARD: readonly Row[] = [
  forwarded({
    ...{ id: 'forward-by-phone', name: "an agent's phone sends a customer to a colleague's", who: 'customer' },
    ...{ dials: '5550720', phoneSends: '102', to: phone('102'), others: [sentOn] }
  }),
  forwarded({
    ...{ id: 'forward-by-phone-outside', name: "an agent's phone sends a customer to a mobile", who: 'customer' },
    ...{ dials: '5550720', phoneSends: `9${MOBILE}`, to: (scene) => scene.callee(MOBILE), others: [sentOn] }
  }),
  forwarded({
    ...{ id: 'forward-by-phone-internal', name: "a colleague's phone sends a colleague on", who: 'colleague' },
    ...{ dials: '120', phoneSends: '102', to: phone('102'), others: [sentOn] }
  }),
  {
    id: 'forward-by-phone-missed',
    name: "an agent's phone sends a customer to a colleague, who does not answer",
    async run({ outside, phone, script, shows, middle }) {
      const [olga, boris] = [await outside(OLGA.number), await phone('102')]
      await script('inside', ['redirect-202'])
      const started = Date.now()
      await olga.dial('5550720')
      const rang = await boris.rings()
      await shows({ state: 'alerting', people: { 102: 'alerting' } })
      await middle()
      const ended = await olga.ends()
      return [
        {
          ...{ ...fromOlga, line: '5550720', outcome: 'missed', reason: 'destination-no-answer' },
          ...{ started, answered: null, ended, talk: 0 },
          participants: [
            [OLGA.number, 'dial', 'no-answer'],
            ['120', 'dial', 'no-answer', { answered: null }],
            ['102', 'dial', 'no-answer', { offered: rang, answered: null }]
          ]
        }
      ]
    }
  },
  forwarded({
    ...{ id: 'forward-by-dialplan', name: 'the dialplan sends a customer to a colleague', who: 'customer' },
    ...{ dials: '5550501', to: phone('102') }
  }),
  forwarded({
    ...{ id: 'forward-by-dialplan-internal', name: 'the dialplan sends a colleague on', who: 'colleague' },
    ...{ dials: '501', to: phone('102') }
  }),
  forwarded({
    ...{ id: 'forward-by-dialplan-outside', name: 'the dialplan sends a customer to a mobile', who: 'customer' },
    ...{ dials: '5550900', to: (scene) => scene.callee(MOBILE) }
  }),
  {
    id: 'local-no-answer',
    name: 'a phone behind a Local channel does not answer',
    async run({ outside, phone, shows, middle }) {
      const [olga, boris] = [await outside(OLGA.number), await phone('102')]
      const started = Date.now()
      await olga.dial('5550345')
      const rang = await boris.rings()
      await shows({ state: 'alerting', people: { 102: 'alerting' } })
      await middle()
      const ended = await olga.ends()
      return [
        {
          ...{ ...fromOlga, line: '5550345', outcome: 'missed', reason: 'destination-no-answer' },
          ...{ started, answered: null, ended, talk: 0 },
          participants: [
            [OLGA.number, 'dial', 'no-answer'],
            ['102', 'dial', 'no-answer', { offered: rang, answered: null }]
          ]
        }
      ]
    }
  },
  {
    id: 'one-then-another',
    name: 'one phone does not answer, and the dialplan rings another',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
      await olga.dial('5550360')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      const rangThere = await boris.rings()
      await shows({ state: 'alerting', people: { 102: 'alerting', 101: 'gone' } })
      await middle()
      const answered = await boris.pickUp()
      await lasts(400)
      await boris.hangUp()
      const ended = await olga.ends()
      const spoke = { left: ended, talk: ended - answered }
      return [
        {
          ...{ ...fromOlga, line: '5550360', outcome: 'answered' },
          ...{ started: rang, answered, ended, talk: ended - answered },
          participants: [
            [OLGA.number, 'dial', 'answered', spoke],
            ['101', 'dial', 'no-answer', { offered: rang, answered: null, talk: 0 }],
            ['102', 'dial', 'answered', { offered: rangThere, answered, ...spoke }]
          ]
        }
      ]
    }
  },
  {
    id: 'several-contacts',
    name: 'both phones of one person ring, and one answers: one participant',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, desk, mobile] = [await outside(OLGA.number), await phone('109'), await phone('109', 2)]
      await olga.dial('5550709')
      const rang = await desk.rings()
      await mobile.rings()
      await shows({ state: 'alerting', people: { 109: 'alerting' } })
      const answered = await mobile.pickUp()
      await desk.ends()
      await shows({ state: 'connected', people: { 109: 'connected' } })
      await middle()
      await lasts(300)
      await mobile.hangUp()
      const ended = await olga.ends()
      const spoke = { left: ended, talk: ended - answered }
      return [
        {
          ...{ ...fromOlga, line: '5550709', outcome: 'answered' },
          ...{ started: rang, answered, ended, talk: ended - answered },
          participants: [
            [OLGA.number, 'dial', 'answered', spoke],
            ['109', 'dial', 'answered', { offered: rang, answered, ...spoke }]
          ]
        }
      ]
    }
  },
  {
    id: 'several-contacts-declined',
    name: 'one of two phones of one person declines, and the other is answered: answered',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, desk, mobile] = [await outside(OLGA.number), await phone('109'), await phone('109', 2)]
      await olga.dial('5550709')
      const rang = await desk.rings()
      await mobile.rings()
      await desk.decline()
      await desk.ends()
      await shows({ state: 'alerting', people: { 109: 'alerting' } })
      await middle()
      const answered = await mobile.pickUp()
      await lasts(400)
      await olga.hangUp()
      const ended = await mobile.ends()
      const spoke = { left: ended, talk: ended - answered }
      return [
        {
          ...{ ...fromOlga, line: '5550709', outcome: 'answered' },
          ...{ started: rang, answered, ended, talk: ended - answered },
          participants: [
            [OLGA.number, 'dial', 'answered', spoke],
            ['109', 'dial', 'answered', { offered: rang, answered, ...spoke }]
          ]
        }
      ]
    }
  }
]
