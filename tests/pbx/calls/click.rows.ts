import type { Phone } from '../phone.ts'
import type { ExpectedInteraction, ExpectedParticipant, Moment } from './expected.ts'
import { spoken, unspoken } from './from-olga.ts'
import type { Row, Scene } from './row.ts'
import { OLGA, untilAllConnected } from './stage.ts'

/** A customer as the rep writes the number, and as the PBX dials it. */
const TYPED = '8 (495) 765-43-21'
const CUSTOMER = '74957654321'
/** Olga's number as the PBX dials it. */
export const OLGA_DIALLED = '74951234567'

/** Anna asks for a call; the id that the API gives it. */
async function ask({ hub }: Scene, to: string): Promise<string> {
  const { status, body } = await hub.api<{ interaction?: { id: string } }>('POST', '/calls', { to, from: '101' })
  if (!body.interaction) throw new Error(`the call was refused: ${status} ${JSON.stringify(body)}`)
  return body.interaction.id
}

/** Her phone rings while the API has yet to answer. */
export async function rung(scene: Scene, anna: Phone, to: string) {
  await untilAllConnected(scene.hub)
  const [rang, id] = await Promise.all([anna.rings(), ask(scene, to)])
  return { rang, id }
}

/** Anna asks for a call, and picks up her phone when it rings. */
async function begin(scene: Scene, to: string) {
  const anna = await scene.phone('101')
  const { rang, id } = await rung(scene, anna, to)
  await scene.shows({ state: 'alerting', people: { 101: 'alerting' } })
  const took = await anna.pickUp()
  return { anna, id, rang, took }
}

const outbound = (id: string, remote = CUSTOMER) => ({ direction: 'outbound', remote, id }) as const

export const annaTook = (rang: Moment, took: Moment, left: Moment, talk = 0): ExpectedParticipant => [
  '101',
  'click-to-call',
  'answered',
  { offered: rang, answered: took, left, talk }
]

/** Anna's own phone does not take the call. */
function phoneFails(
  { id, started, ended }: { readonly id: string; readonly started: Moment; readonly ended: Moment },
  outcome: 'busy' | 'no-answer'
): ExpectedInteraction {
  return {
    ...{ ...outbound(id), ...unspoken(started, ended), outcome: 'failed', reason: `phone-${outcome}` },
    participants: [['101', 'click-to-call', outcome, { answered: null, left: ended, talk: 0 }]],
    // The PBX tells where another program's phone was to be connected a moment before that phone is gone, or after.
    unasked: /^(direction|remote) /
  }
}

/** For somebody outside, three seconds and no more. */
async function impatient<Result>({ pbx }: Scene, meanwhile: () => Promise<Result>): Promise<Result> {
  await pbx.cli('dialplan set global OUTSIDE_RINGS 3')
  try {
    return await meanwhile()
  } finally {
    await pbx.cli('dialplan set global OUTSIDE_RINGS 30')
  }
}

/** Calls that are asked for through the API; `way`: how the person's own phone is reached. */
export const clickRows = (way: string): readonly Row[] => [
  {
    id: `click-${way}-answered`,
    name: 'a rep clicks, picks up, and the customer answers',
    async run(scene) {
      const { callee, shows, middle, lasts } = scene
      const olga = await callee(OLGA_DIALLED)
      const { anna, id, rang, took } = await begin(scene, OLGA.number)
      await olga.rings()
      await shows({ state: 'alerting', remote: OLGA_DIALLED, people: { 101: 'connected', [OLGA_DIALLED]: 'alerting' } })
      const answered = await olga.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [OLGA_DIALLED]: 'connected' } })
      await middle()
      await lasts(500)
      await anna.hangUp()
      const ended = await olga.ends()
      const talk = ended - answered
      return [
        {
          ...{ ...outbound(id, OLGA_DIALLED), contact: OLGA.name, ...spoken(rang, answered, ended) },
          participants: [
            annaTook(rang, took, ended, talk),
            [OLGA_DIALLED, 'dial', 'answered', { answered, left: ended, talk }]
          ]
        }
      ]
    }
  },
  {
    id: `click-${way}-customer-busy`,
    name: 'the customer is busy',
    async run(scene) {
      const { callee, shows, middle } = scene
      const olga = await callee(OLGA_DIALLED)
      const { anna, id, rang, took } = await begin(scene, OLGA.number)
      await olga.rings()
      await shows({ state: 'alerting', people: { 101: 'connected', [OLGA_DIALLED]: 'alerting' } })
      await middle()
      await olga.decline()
      const ended = await anna.ends()
      return [
        {
          ...{ ...outbound(id, OLGA_DIALLED), contact: OLGA.name, ...unspoken(rang, ended) },
          ...{ outcome: 'busy', reason: 'destination-busy' },
          participants: [annaTook(rang, took, ended), [OLGA_DIALLED, 'dial', 'busy', { answered: null, talk: 0 }]]
        }
      ]
    }
  },
  {
    id: `click-${way}-customer-no-answer`,
    name: 'the customer does not answer',
    async run(scene) {
      const { callee, shows, middle } = scene
      const olga = await callee(OLGA_DIALLED)
      return impatient(scene, async () => {
        const { anna, id, rang, took } = await begin(scene, OLGA.number)
        await olga.rings()
        await shows({ state: 'alerting', people: { 101: 'connected', [OLGA_DIALLED]: 'alerting' } })
        await middle()
        const ended = await anna.ends()
        return [
          {
            ...{ ...outbound(id, OLGA_DIALLED), contact: OLGA.name, ...unspoken(rang, ended) },
            ...{ outcome: 'missed', reason: 'destination-no-answer' },
            participants: [
              annaTook(rang, took, ended),
              [OLGA_DIALLED, 'dial', 'no-answer', { answered: null, left: ended }]
            ]
          }
        ]
      })
    }
  },
  {
    id: `click-${way}-wrong-number`,
    name: 'nobody has the number',
    async run(scene) {
      const { callee, shows, middle, lasts } = scene
      await callee(OLGA_DIALLED) // whoever is there has another number
      const anna = await scene.phone('101')
      const { rang, id } = await rung(scene, anna, TYPED)
      await shows({ state: 'alerting', people: { 101: 'alerting' } })
      await middle()
      await lasts(200)
      const took = await anna.pickUp()
      const ended = await anna.ends()
      return [
        {
          ...{ ...outbound(id), ...unspoken(rang, ended), outcome: 'failed', reason: 'no-such-number' },
          participants: [annaTook(rang, took, ended), [CUSTOMER, 'dial', 'failed', { answered: null, talk: 0 }]]
        }
      ]
    }
  },
  {
    id: `click-${way}-customer-declines`,
    name: 'the customer declines',
    async run(scene) {
      const { script, shows, middle } = scene
      await script('outside', ['ring', 1_500, 'decline'])
      const { anna, id, rang, took } = await begin(scene, '8 800 555-00-01')
      await shows({ state: 'alerting', people: { 101: 'connected', 78005550001: 'alerting' } })
      await middle()
      const ended = await anna.ends()
      return [
        {
          ...{ ...outbound(id, '78005550001'), ...unspoken(rang, ended) },
          ...{ outcome: 'missed', reason: 'destination-declined' },
          participants: [annaTook(rang, took, ended), ['78005550001', 'dial', 'declined', { answered: null, talk: 0 }]]
        }
      ]
    }
  },
  {
    id: `click-${way}-gives-up`,
    name: "the rep gives up while the customer's phone rings",
    async run(scene) {
      const { callee, shows, middle, lasts } = scene
      const olga = await callee(OLGA_DIALLED)
      const { anna, id, rang, took } = await begin(scene, OLGA.number)
      const offered = await olga.rings()
      await shows({ state: 'alerting', people: { 101: 'connected', [OLGA_DIALLED]: 'alerting' } })
      await middle()
      await lasts(300)
      await anna.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...outbound(id, OLGA_DIALLED), contact: OLGA.name, ...unspoken(rang, ended), outcome: 'missed' },
          participants: [
            annaTook(rang, took, ended),
            [OLGA_DIALLED, 'dial', 'cancelled', { offered, answered: null, left: ended }]
          ]
        }
      ]
    }
  },
  {
    id: `click-${way}-phone-no-answer`,
    name: 'the rep does not pick up the own phone',
    async run(scene) {
      const anna = await scene.phone('101')
      const { rang: started, id } = await rung(scene, anna, TYPED)
      await scene.shows({ state: 'alerting', people: { 101: 'alerting' } })
      await scene.middle()
      return [phoneFails({ id, started, ended: await anna.ends() }, 'no-answer')]
    }
  },
  {
    id: `click-${way}-phone-busy`,
    name: 'the rep refuses on the own phone',
    async run(scene) {
      const anna = await scene.phone('101')
      const { rang: started, id } = await rung(scene, anna, TYPED)
      await scene.shows({ state: 'alerting', people: { 101: 'alerting' } })
      await scene.middle()
      await anna.decline()
      return [phoneFails({ id, started, ended: await anna.ends() }, 'busy')]
    }
  },
  {
    id: `click-${way}-unreachable`,
    name: 'no phone of the rep is registered: nothing rings, and only who asked hears of it',
    async run(scene) {
      await untilAllConnected(scene.hub)
      const asked = Date.now()
      const { status, body } = await scene.hub.api<{ type: string; interaction: { id: string } }>('POST', '/calls', {
        ...{ to: TYPED, from: '107' }
      })
      const within = (Date.now() - asked) / 2
      const tried = asked + within
      if (status !== 409 || !body.type.endsWith(':phone-unreachable'))
        throw new Error(`answered ${status} ${body.type}`)
      await scene.middle()
      return [
        {
          ...{ ...outbound(body.interaction.id), ...unspoken(tried, tried), within },
          ...{ outcome: 'failed', reason: 'phone-unreachable' },
          participants: [['107', 'click-to-call', 'failed']],
          unasked: null
        }
      ]
    }
  },
  {
    id: `click-${way}-internal`,
    name: 'a rep clicks on a colleague',
    async run(scene) {
      const { phone, shows, middle, lasts } = scene
      const boris = await phone('102')
      const { anna, id, rang, took } = await begin(scene, '102')
      const offered = await boris.rings()
      await shows({ state: 'alerting', remote: '102', people: { 101: 'connected', 102: 'alerting' } })
      const answered = await boris.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', 102: 'connected' } })
      await middle()
      await lasts(400)
      await boris.hangUp()
      const ended = await anna.ends()
      const talk = ended - answered
      return [
        {
          ...{ direction: 'internal', remote: '102', id, ...spoken(rang, answered, ended) },
          participants: [
            annaTook(rang, took, ended, talk),
            ['102', 'dial', 'answered', { offered, answered, left: ended, talk }]
          ]
        }
      ]
    }
  },
  {
    id: `click-${way}-hung-up-by-api`,
    name: 'a rep clicks, talks, and hangs up through the API',
    async run(scene) {
      const { callee, hub, shows, middle, lasts } = scene
      const olga = await callee(OLGA_DIALLED)
      const { id, rang, took } = await begin(scene, OLGA.number)
      await olga.rings()
      const answered = await olga.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [OLGA_DIALLED]: 'connected' } })
      await middle()
      await lasts(400)
      await hub.api('POST', `/calls/${id}/hangup`)
      const ended = await olga.ends()
      const talk = ended - answered
      return [
        {
          ...{ ...outbound(id, OLGA_DIALLED), contact: OLGA.name, ...spoken(rang, answered, ended) },
          participants: [
            annaTook(rang, took, ended, talk),
            [OLGA_DIALLED, 'dial', 'answered', { answered, left: ended, talk }]
          ]
        }
      ]
    }
  }
]

export const CLICK = clickRows('pjsip')
