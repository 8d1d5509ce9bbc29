import type { Phone } from '../phone.ts'
import type { ExpectedInteraction, ExpectedParticipant } from './expected.ts'
import { olgaCalls, spoken, unspoken } from './from-olga.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

/** A person's phone is rung first, then the customer's; `ring` is how a program of somebody else's asks for it. */
async function calledForAnna(scene: Scene, ring: (scene: Scene) => Promise<unknown>): Promise<ExpectedInteraction[]> {
  const { phone, callee, shows, middle, lasts } = scene
  const [anna, olga] = [await phone('101'), await callee(OLGA.number)]
  const [rang] = await Promise.all([anna.rings(), ring(scene)])
  await shows({ state: 'alerting', people: { 101: 'alerting' } })
  const took = await anna.pickUp()
  const offered = await olga.rings()
  await shows({ state: 'alerting', remote: OLGA.number, people: { 101: 'connected', [OLGA.number]: 'alerting' } })
  await middle()
  const answered = await olga.pickUp()
  await shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected' } })
  await lasts(400)
  await anna.hangUp()
  const ended = await olga.ends()
  const talk = ended - answered
  return [
    {
      ...{ direction: 'outbound', remote: OLGA.number, contact: OLGA.name, ...spoken(rang, answered, ended) },
      participants: [
        ['101', 'click-to-call', 'answered', { offered: rang, answered: took, left: ended, talk }],
        [OLGA.number, 'dial', 'answered', { offered, answered, left: ended, talk }]
      ]
    }
  ]
}

const byManager =
  (fields: Record<string, string>) =>
  ({ manager }: Scene) =>
    manager.action('Originate', { Async: 'true', ...(fields['Exten'] ? { Priority: '1' } : {}), ...fields })

/** Olga asks in the queue to be called back (2): nobody has spoken to her. */
async function asksForCallback({ outside, phone, shows }: Scene) {
  const [olga, vera] = [await outside(OLGA.number), await phone('103')]
  const started = await olga.dial('5550195')
  const rang = await vera.rings()
  await shows({ state: 'alerting', queue: 'callbacks', people: { 103: 'alerting', [OLGA.number]: 'queued' } })
  await olga.press('2')
  const withdrawn = await vera.ends()
  const ended = await olga.ends()
  const asked: ExpectedInteraction = {
    ...{ ...olgaCalls('5550195'), queue: 'callbacks', ...unspoken(started, ended), outcome: 'missed' },
    participants: [
      [OLGA.number, 'dial', 'no-answer', { left: ended }],
      ['103', 'queue', 'cancelled', { offered: rang, answered: null, left: withdrawn }]
    ]
  }
  return { vera, asked }
}

async function calledBack({ shows, middle, lasts }: Scene, vera: Phone, olga: Phone) {
  const rang = await vera.rings()
  await shows({ state: 'alerting', people: { 103: 'alerting' } })
  const took = await vera.pickUp()
  const offered = await olga.rings()
  await shows({ state: 'alerting', remote: OLGA.number, people: { 103: 'connected', [OLGA.number]: 'alerting' } })
  await middle()
  const answered = await olga.pickUp()
  await shows({ state: 'connected', people: { 103: 'connected', [OLGA.number]: 'connected' } })
  await lasts(400)
  await olga.hangUp()
  const ended = await vera.ends()
  const talk = ended - answered
  const olgaTook: ExpectedParticipant = [OLGA.number, 'dial', 'answered', { offered, answered, left: ended, talk }]
  const veraTook: ExpectedParticipant[3] = { offered: rang, answered: took, left: ended, talk }
  const call = { direction: 'outbound', remote: OLGA.number, contact: OLGA.name } as const
  return { call: { ...call, ...spoken(rang, answered, ended) }, veraTook, olgaTook }
}

/** Calls that another program asks the PBX for, and callbacks. */
export const ORIGINATE: readonly Row[] = [
  {
    id: 'originate-by-manager',
    name: 'another program rings a phone, then the customer',
    run: (scene) =>
      calledForAnna(
        scene,
        byManager({ Channel: 'PJSIP/101', Context: 'internal', Exten: `9${OLGA.number}`, CallerID: OLGA.number })
      )
  },
  {
    id: 'originate-by-console',
    name: 'somebody does so at the console',
    run: (scene) =>
      calledForAnna(scene, ({ pbx }) => pbx.cli(`channel originate PJSIP/101 extension 9${OLGA.number}@internal`))
  },
  {
    id: 'originate-through-dialplan',
    name: "another program reaches the person's phone through the dialplan",
    run: (scene) =>
      calledForAnna(
        scene,
        byManager({ Channel: 'Local/101@internal', Context: 'internal', Exten: `9${OLGA.number}`, CallerID: '5550100' })
      )
  },
  {
    id: 'originate-application',
    name: 'another program connects the phone by an application, not by an extension',
    run: (scene) =>
      calledForAnna(
        scene,
        byManager({ Channel: 'PJSIP/101', Application: 'Dial', Data: `PJSIP/${OLGA.number}@trunk,30` })
      )
  },
  {
    id: 'originate-customer-first',
    name: 'another program calls the customer first, then a phone',
    async run(scene) {
      const { phone, callee, shows, middle, lasts } = scene
      const [anna, olga] = [await phone('101'), await callee(OLGA.number)]
      const Channel = `PJSIP/${OLGA.number}@trunk`
      const [offered] = await Promise.all([
        olga.rings(),
        byManager({ Channel, Context: 'internal', Exten: '101', CallerID: '5550100' })(scene)
      ])
      await shows({ state: 'alerting', remote: OLGA.number, people: { [OLGA.number]: 'alerting' } })
      const took = await olga.pickUp()
      const rang = await anna.rings()
      await shows({ state: 'alerting', remote: OLGA.number, people: { 101: 'alerting', [OLGA.number]: 'connected' } })
      await middle()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected' } })
      await lasts(400)
      await olga.hangUp()
      const ended = await anna.ends()
      const talk = ended - answered
      return [
        {
          ...{ direction: 'outbound', remote: OLGA.number, contact: OLGA.name, ...spoken(offered, answered, ended) },
          participants: [
            [OLGA.number, 'dial', 'answered', { offered, answered: took, left: ended, talk }],
            ['101', 'dial', 'answered', { offered: rang, answered, left: ended, talk }]
          ]
        }
      ]
    }
  },
  {
    id: 'originate-nobody-there',
    name: 'another program tries a phone that is not registered: nothing rings, and nothing is told',
    async run({ manager, middle, lasts }) {
      const to = { Context: 'internal', Exten: `9${OLGA.number}`, Priority: '1', Async: 'true' }
      await manager.action('Originate', { Channel: 'PJSIP/107', ...to })
      await manager.action('Originate', { Channel: 'Local/107@internal', ...to })
      await lasts(300)
      await middle()
      return []
    }
  },
  {
    id: 'callback-by-agent',
    name: 'a caller leaves the queue to be called back; an agent is rung, then the caller: two interactions',
    async run(scene) {
      const { vera, asked } = await asksForCallback(scene)
      const olga = await scene.callee(OLGA.number)
      await byManager({ Channel: 'PJSIP/103', Context: 'callback', Exten: `9${OLGA.number}` })(scene)
      const { call, veraTook, olgaTook } = await calledBack(scene, vera, olga)
      return [asked, { ...call, participants: [['103', 'click-to-call', 'answered', veraTook], olgaTook] }]
    }
  },
  {
    id: 'callback-by-queue',
    name: 'the same, but whoever of the queue is free is rung',
    async run(scene) {
      const { vera, asked } = await asksForCallback(scene)
      const olga = await scene.callee(OLGA.number)
      await byManager({ Channel: 'Local/620@callback', Context: 'callback', Exten: `9${OLGA.number}` })(scene)
      const { call, veraTook, olgaTook } = await calledBack(scene, vera, olga)
      return [asked, { ...call, queue: 'callbacks', participants: [['103', 'queue', 'answered', veraTook], olgaTook] }]
    }
  }
]
