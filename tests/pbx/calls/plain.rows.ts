import type { ExpectedInteraction, ExpectedParticipant } from './expected.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

type Talk = Pick<ExpectedInteraction, 'direction' | 'remote' | 'line' | 'contact'> & {
  readonly id: string
  readonly name: string
  /** What is dialled; a customer's call goes to our number, an internal one to an extension. */
  readonly dials: string
  readonly caller: (scene: Scene) => ReturnType<Scene['phone']>
  readonly callee: (scene: Scene) => ReturnType<Scene['phone']>
  readonly calleeHangsUp?: boolean
}

/** Two people talk. */
const talk = ({ id, name, dials, caller, callee, calleeHangsUp, ...is }: Talk): Row => ({
  id,
  name,
  async run(scene) {
    const [one, other] = [await caller(scene), await callee(scene)]
    const address = is.direction === 'inbound' && is.remote === null ? '' : one.address
    await one.dial(dials)
    const rang = await other.rings()
    await scene.shows({ state: 'alerting', people: { [other.address]: 'alerting', [address]: 'initiated' } })
    const answered = await other.pickUp()
    await scene.shows({ state: 'connected', people: { [other.address]: 'connected', [address]: 'connected' } })
    await scene.middle()
    await scene.lasts(500)
    await (calleeHangsUp ? other : one).hangUp()
    const ended = await (calleeHangsUp ? one : other).ends()
    const spoke = { answered, left: ended, talk: ended - answered }
    return [
      {
        ...{ ...is, outcome: 'answered', started: rang, answered, ended, talk: ended - answered },
        participants: [
          [address, 'dial', 'answered', { left: ended, talk: ended - answered }],
          [other.address, 'dial', 'answered', { offered: rang, ...spoke }]
        ]
      }
    ]
  }
})

type Failure = Pick<ExpectedInteraction, 'direction' | 'remote' | 'line' | 'contact' | 'outcome' | 'reason'> & {
  readonly id: string
  readonly name: string
  readonly dials: string
  readonly caller: (scene: Scene) => ReturnType<Scene['phone']>
  /** Makes the other side ready; what comes of it says when it rings, and what then happens. */
  readonly callee: (scene: Scene) => Promise<{
    readonly rings?: () => Promise<unknown>
    readonly goesOn?: () => Promise<unknown>
  }>
  readonly callerGivesUp?: boolean
  readonly participants: readonly ExpectedParticipant[]
}

/** Nobody talks. */
const fails = ({ id, name, dials, caller, callee, callerGivesUp, ...is }: Failure): Row => ({
  id,
  name,
  async run(scene) {
    const [one, other] = [await caller(scene), await callee(scene)]
    const started = Date.now()
    await one.dial(dials)
    if (other.rings !== undefined) {
      await other.rings()
      const called = is.participants[1]?.[0] ?? ''
      await scene.shows({ state: 'alerting', people: { [one.address]: 'initiated', [called]: 'alerting' } })
    } else await scene.lasts(300)
    await scene.middle()
    await other.goesOn?.()
    if (callerGivesUp) await one.hangUp()
    const ended = await one.ends()
    return [{ ...is, started, answered: null, ended, talk: 0 }]
  }
})

const olga = (scene: Scene) => scene.outside(OLGA.number)
const fromOlga = { direction: 'inbound', remote: OLGA.number, contact: OLGA.name, caller: olga } as const
const phone = (extension: string) => (scene: Scene) => scene.phone(extension)
const MOBILE = '88002000600'

/** A phone that rings. */
const ringing = (extension: string) => async (scene: Scene) => {
  const other = await scene.phone(extension)
  return { rings: () => other.rings() }
}

/** A phone that rings, and whoever it belongs to presses the red button: baresip says 486. */
const busy = (what: (scene: Scene) => ReturnType<Scene['phone']>) => async (scene: Scene) => {
  const other = await what(scene)
  return { rings: () => other.rings(), goesOn: () => other.decline() }
}

/** A phone that rings for two seconds, and then answers with this status. */
const scripted =
  (where: 'inside' | 'outside', caller: (scene: Scene) => ReturnType<Scene['phone']>, status: 603 | 502 | 503 | 404) =>
  async (scene: Scene) => {
    await scene.script(where, ['ring', 2_000, `refuse-${status}`])
    const one = await caller(scene)
    return { rings: () => one.said('CALL_RINGING') }
  }

const nobody = async () => ({})

/** Calls in. */
const INBOUND: readonly Row[] = [
  talk({
    ...{ ...fromOlga, id: 'inbound-phone', name: 'a customer calls a phone', dials: '5550300', line: '5550300' },
    ...{ callee: phone('101'), calleeHangsUp: true }
  }),
  talk({
    ...{ id: 'inbound-anonymous', name: 'a caller withholds the number', dials: '5550300', line: '5550300' },
    ...{ direction: 'inbound', remote: null, caller: (scene) => scene.outside('anonymous'), callee: phone('101') }
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-busy', name: 'a customer calls a phone that is busy', dials: '5550701' },
    ...{ line: '5550701', outcome: 'busy', reason: 'destination-busy', callee: busy(phone('101')) },
    participants: [
      [OLGA.number, 'dial', 'busy', { answered: null }],
      ['101', 'dial', 'busy', { answered: null, talk: 0 }]
    ]
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-declined', name: 'a customer calls a phone that declines', dials: '5550720' },
    ...{ line: '5550720', outcome: 'missed', reason: 'destination-declined' },
    callee: scripted('inside', olga, 603),
    participants: [
      [OLGA.number, 'dial', 'no-answer'],
      ['120', 'dial', 'declined']
    ]
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-no-answer', name: 'nobody answers a customer', dials: '5550601', line: '5550601' },
    ...{ outcome: 'missed', reason: 'destination-no-answer', callee: ringing('101') },
    participants: [
      [OLGA.number, 'dial', 'no-answer'],
      ['101', 'dial', 'no-answer']
    ]
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-unreachable', name: 'a customer calls somebody whose phone is off' },
    ...{ dials: '5550508', line: '5550508', outcome: 'failed', reason: 'destination-unreachable', callee: nobody },
    participants: [[OLGA.number, 'dial', 'failed']]
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-told-busy', name: 'the PBX itself tells a customer that all are busy' },
    ...{ dials: '5550517', line: '5550517', outcome: 'busy', reason: 'destination-busy', callee: nobody },
    participants: [[OLGA.number, 'dial', 'busy']]
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-told-congestion', name: 'the PBX itself tells a customer that no line is free' },
    ...{ dials: '5550534', line: '5550534', outcome: 'failed', reason: 'congestion', callee: nobody },
    participants: [[OLGA.number, 'dial', 'failed']]
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-cancelled', name: 'a customer gives up while a phone rings', dials: '5550300' },
    ...{ line: '5550300', outcome: 'missed', callee: ringing('101'), callerGivesUp: true },
    participants: [
      [OLGA.number, 'dial', 'cancelled'],
      ['101', 'dial', 'cancelled']
    ]
  }),
  fails({
    ...{ ...fromOlga, id: 'inbound-wrong-number', name: 'a customer dials a number we do not have' },
    ...{ dials: '5550599', line: '5550599', outcome: 'failed', reason: 'no-such-number', callee: nobody },
    participants: [[OLGA.number, 'dial', 'failed']]
  })
]

/** Calls from one phone of ours to another. */
const INTERNAL: readonly Row[] = [
  talk({
    ...{ id: 'internal-answered', name: 'a colleague calls a colleague', direction: 'internal', remote: '101' },
    ...{ dials: '101', caller: phone('105'), callee: phone('101') }
  }),
  fails({
    ...{ id: 'internal-busy', name: 'a colleague is busy', direction: 'internal', remote: '101', dials: '101' },
    ...{ outcome: 'busy', reason: 'destination-busy', caller: phone('105'), callee: busy(phone('101')) },
    participants: [
      ['105', 'dial', 'busy'],
      ['101', 'dial', 'busy']
    ]
  }),
  fails({
    ...{ id: 'internal-declined', name: 'a colleague declines', direction: 'internal', remote: '120', dials: '120' },
    ...{ outcome: 'missed', reason: 'destination-declined', caller: phone('105') },
    callee: scripted('inside', phone('105'), 603),
    participants: [
      ['105', 'dial', 'no-answer'],
      ['120', 'dial', 'declined']
    ]
  }),
  fails({
    ...{ id: 'internal-no-answer', name: 'a colleague does not answer', direction: 'internal', remote: '201' },
    ...{ dials: '201', outcome: 'missed', reason: 'destination-no-answer', caller: phone('105') },
    callee: ringing('101'),
    participants: [
      ['105', 'dial', 'no-answer'],
      ['101', 'dial', 'no-answer']
    ]
  }),
  fails({
    ...{ id: 'internal-unreachable', name: "a colleague's phone is off", direction: 'internal', remote: '508' },
    ...{ dials: '508', outcome: 'failed', reason: 'destination-unreachable', caller: phone('105'), callee: nobody },
    participants: [['105', 'dial', 'failed']]
  }),
  fails({
    ...{ id: 'internal-told-busy', name: 'the PBX itself tells a colleague that the other is busy', dials: '517' },
    ...{ direction: 'internal', remote: '517', outcome: 'busy', reason: 'destination-busy', caller: phone('105') },
    callee: nobody,
    participants: [['105', 'dial', 'busy']]
  }),
  fails({
    ...{ id: 'internal-cancelled', name: 'somebody gives up calling a colleague', direction: 'internal', dials: '101' },
    ...{ remote: '101', outcome: 'missed', caller: phone('105'), callee: ringing('101'), callerGivesUp: true },
    participants: [
      ['105', 'dial', 'cancelled'],
      ['101', 'dial', 'cancelled']
    ]
  }),
  fails({
    ...{ id: 'internal-wrong-number', name: 'somebody dials an extension that is none', direction: 'internal' },
    ...{ remote: '599', dials: '599', outcome: 'failed', reason: 'no-such-number', caller: phone('105') },
    callee: nobody,
    participants: [['105', 'dial', 'failed']]
  })
]

const SCRIPTED = '88005550011'
const toScript = { direction: 'outbound', remote: SCRIPTED, dials: `9${SCRIPTED}`, caller: phone('105') } as const
const toMobile = { direction: 'outbound', remote: MOBILE, dials: `9${MOBILE}`, caller: phone('105') } as const
const mobile = (scene: Scene) => scene.callee(MOBILE)

/** Calls out. */
const OUTBOUND: readonly Row[] = [
  talk({ ...toMobile, id: 'outbound-answered', name: 'an agent calls out', callee: mobile }),
  fails({
    ...{ ...toMobile, id: 'outbound-busy', name: 'an agent calls somebody who is busy', callee: busy(mobile) },
    ...{ outcome: 'busy', reason: 'destination-busy' },
    participants: [
      ['105', 'dial', 'busy'],
      [MOBILE, 'dial', 'busy']
    ]
  }),
  fails({
    ...{ ...toScript, id: 'outbound-declined', name: 'an agent calls somebody who declines', outcome: 'missed' },
    ...{ reason: 'destination-declined', callee: scripted('outside', phone('105'), 603) },
    participants: [
      ['105', 'dial', 'no-answer'],
      [SCRIPTED, 'dial', 'declined']
    ]
  }),
  fails({
    ...{ ...toScript, id: 'outbound-no-answer', name: 'nobody answers an agent', outcome: 'missed' },
    reason: 'destination-no-answer',
    async callee(scene) {
      await scene.script('outside', ['ring', 'await-cancel'])
      const one = await scene.phone('105')
      return { rings: () => one.said('CALL_RINGING') }
    },
    participants: [
      ['105', 'dial', 'no-answer'],
      [SCRIPTED, 'dial', 'no-answer']
    ]
  }),
  fails({
    ...{ ...toScript, id: 'outbound-unreachable', name: 'an agent calls somebody who cannot be reached' },
    ...{ outcome: 'failed', reason: 'destination-unreachable', callee: scripted('outside', phone('105'), 502) },
    participants: [
      ['105', 'dial', 'failed'],
      [SCRIPTED, 'dial', 'failed']
    ]
  }),
  fails({
    ...{ ...toScript, id: 'outbound-congestion', name: 'all lines of the carrier are taken' },
    ...{ outcome: 'failed', reason: 'congestion', callee: scripted('outside', phone('105'), 503) },
    participants: [
      ['105', 'dial', 'failed'],
      [SCRIPTED, 'dial', 'failed']
    ]
  }),
  fails({
    ...{ ...toMobile, id: 'outbound-cancelled', name: 'an agent gives up calling', outcome: 'missed' },
    async callee(scene) {
      const other = await mobile(scene)
      return { rings: () => other.rings() }
    },
    callerGivesUp: true,
    participants: [
      ['105', 'dial', 'cancelled'],
      [MOBILE, 'dial', 'cancelled']
    ]
  }),
  fails({
    ...{ ...toScript, id: 'outbound-wrong-number', name: 'an agent calls a number that nobody has' },
    ...{ outcome: 'failed', reason: 'no-such-number', callee: scripted('outside', phone('105'), 404) },
    participants: [
      ['105', 'dial', 'failed'],
      [SCRIPTED, 'dial', 'failed']
    ]
  })
]

/** Calls from one phone to another. */
export const PLAIN: readonly Row[] = [...INBOUND, ...INTERNAL, ...OUTBOUND]
