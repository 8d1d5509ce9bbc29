import type { ExpectedInteraction } from './expected.ts'
import type { Row } from './row.ts'
import { OLGA } from './stage.ts'

const fromOlga = { direction: 'inbound', remote: OLGA.number, contact: OLGA.name } as const

/** A customer in an IVR that has picked up; what is pressed there leads to a phone, or to the queue. */
const ivr = (key: '1' | '2', to: { id: string; name: string; queue?: string }): Row => ({
  id: to.id,
  name: to.name,
  async run({ outside, phone, shows, middle, lasts }) {
    const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
    const started = Date.now()
    await olga.dial('5550400')
    await olga.said('CALL_ESTABLISHED')
    await shows({ state: 'queued', people: { [OLGA.number]: 'connected' } })
    await middle()
    await lasts(600) // the beep
    const pressed = Date.now()
    await olga.press(key)
    const rang = await anna.rings()
    await shows({ state: 'alerting', people: { 101: 'alerting' } })
    const answered = await anna.pickUp()
    await shows({ state: 'connected', people: { 101: 'connected' } })
    await lasts(400)
    await anna.hangUp()
    const ended = await olga.ends()
    if (rang < pressed) throw new Error('the IVR did not wait for the key')
    if (to.queue) await boris.ends()
    const via = to.queue ? 'queue' : 'dial'
    const told: ExpectedInteraction = {
      ...{ ...fromOlga, outcome: 'answered', line: '5550400', ...(to.queue ? { queue: to.queue } : {}) },
      ...{ started, answered, ended, talk: ended - answered },
      participants: [
        [OLGA.number, 'dial', 'answered', { left: ended, talk: ended - answered }],
        ['101', via, 'answered', { offered: rang, answered, left: ended, talk: ended - answered }],
        ...(to.queue ? ([['102', 'queue', 'answered-elsewhere', { left: answered, talk: 0 }]] as const) : [])
      ]
    }
    return [told]
  }
})

/** A customer dials a number behind which there is a Local channel; `phone` rings. */
const behindLocal = (id: string, name: string, dials: string, extension: string): Row => ({
  id,
  name,
  async run({ outside, phone, shows, middle, lasts }) {
    const [olga, boris] = [await outside(OLGA.number), await phone(extension)]
    await olga.dial(dials)
    const rang = await boris.rings()
    await shows({ state: 'alerting', people: { [extension]: 'alerting', [OLGA.number]: 'initiated' } })
    const answered = await boris.pickUp()
    await shows({ state: 'connected', people: { [extension]: 'connected', [OLGA.number]: 'connected' } })
    await lasts(300)
    await middle()
    await lasts(300)
    await olga.hangUp()
    const ended = await boris.ends()
    const spoke = { left: ended, talk: ended - answered }
    return [
      {
        ...{ ...fromOlga, outcome: 'answered', line: dials, started: rang, answered, ended, talk: ended - answered },
        participants: [
          [OLGA.number, 'dial', 'answered', spoke],
          [extension, 'dial', 'answered', { offered: rang, answered, ...spoke }]
        ]
      }
    ]
  }
})

/** One colleague calls another through a Local channel. */
const internalLocal = (id: string, name: string, dials: string): Row => ({
  id,
  name,
  async run({ phone, shows, middle, lasts }) {
    const [vera, boris] = [await phone('105'), await phone('102')]
    await vera.dial(dials)
    const rang = await boris.rings()
    await shows({ state: 'alerting', people: { 102: 'alerting', 105: 'initiated' } })
    const answered = await boris.pickUp()
    await shows({ state: 'connected', people: { 102: 'connected', 105: 'connected' } })
    await lasts(300)
    await middle()
    await boris.hangUp()
    const ended = await vera.ends()
    const spoke = { left: ended, talk: ended - answered }
    return [
      {
        ...{ direction: 'internal', remote: dials, outcome: 'answered' },
        ...{ started: rang, answered, ended, talk: ended - answered },
        participants: [
          ['105', 'dial', 'answered', spoke],
          ['102', 'dial', 'answered', { offered: rang, answered, ...spoke }]
        ]
      }
    ]
  }
})

const MESSAGE = { id: /^voicemail\/default\/10\d\/INBOX\/msg\d+$/ }

/** How long a mailbox beeps before it listens. */
const BEEP_MS = 600

const MAILBOX: readonly Row[] = [
  {
    id: 'voicemail',
    name: 'nobody answers, and the customer leaves a message',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, gleb] = [await outside(OLGA.number), await phone('104')]
      await olga.dial('5550310')
      const rang = await gleb.rings()
      await shows({ state: 'alerting', people: { 104: 'alerting' } })
      await olga.said('CALL_ESTABLISHED')
      await shows({ state: 'queued', people: { 104: 'gone' } })
      await middle()
      await lasts(500)
      await olga.press('#') // no greeting, please
      const skipped = Date.now()
      await lasts(2_500)
      await olga.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...fromOlga, outcome: 'voicemail', line: '5550310', started: rang, answered: null, ended, talk: 0 },
          // What the PBX says: when the greeting was cut short, and when the message was put away.
          estimated: ['recordings'],
          recordings: [{ ...MESSAGE, mailbox: '104@default', started: skipped, lasted: ended - skipped }],
          participants: [
            [OLGA.number, 'dial', 'cancelled', { answered: null, left: ended, talk: 0 }],
            ['104', 'dial', 'no-answer', { offered: rang, answered: null, talk: 0 }]
          ]
        }
      ]
    }
  },
  {
    id: 'voicemail-nothing-left',
    name: 'a customer hears the greeting of a mailbox and leaves nothing',
    async run({ outside, phone, shows, middle, lasts }) {
      const [olga, gleb] = [await outside(OLGA.number), await phone('104')]
      await olga.dial('5550310')
      const rang = await gleb.rings()
      await shows({ state: 'alerting', people: { 104: 'alerting' } })
      await olga.said('CALL_ESTABLISHED')
      await shows({ state: 'queued', people: { 104: 'gone' } })
      await middle()
      await lasts(300)
      await olga.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...fromOlga, outcome: 'missed', reason: 'destination-no-answer', line: '5550310' },
          ...{ started: rang, answered: null, ended, talk: 0 },
          participants: [
            [OLGA.number, 'dial', 'cancelled', { answered: null, left: ended, talk: 0 }],
            ['104', 'dial', 'no-answer', { offered: rang, answered: null, talk: 0 }]
          ]
        }
      ]
    }
  },
  {
    id: 'voicemail-internal',
    name: "somebody leaves a message in a colleague's mailbox at once",
    async run({ phone, shows, middle, lasts }) {
      const vera = await phone('105')
      const started = Date.now()
      await vera.dial('*101')
      await vera.said('CALL_ESTABLISHED')
      await shows({ state: 'alerting', people: { 105: 'connected' } })
      await middle()
      await vera.press('#')
      const began = Date.now() + BEEP_MS
      await lasts(2_500)
      await vera.hangUp()
      const ended = await vera.ends()
      return [
        {
          ...{ direction: 'internal', remote: '*101', outcome: 'voicemail', started, answered: null, ended, talk: 0 },
          // The PBX mails whole seconds.
          recordings: [{ ...MESSAGE, mailbox: '101@default', started: began, lasted: ended - began, within: 1_000 }],
          participants: [['105', 'dial', 'cancelled', { answered: null, left: ended, talk: 0 }]]
        }
      ]
    }
  },
  {
    id: 'voicemail-listened',
    name: 'somebody listens to their own mailbox: nobody is in contact with anybody',
    async run({ phone, middle, lasts }) {
      const anna = await phone('101')
      await anna.dial('*97')
      await anna.said('CALL_ESTABLISHED')
      await lasts(300)
      await middle()
      await anna.hangUp()
      await anna.ends()
      return []
    }
  }
]

const FOLLOW_ME: Row = {
  id: 'follow-me',
  name: 'a call follows an agent to another phone, where it has to be accepted',
  async run({ outside, phone, shows, middle, lasts }) {
    const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
    const started = Date.now()
    await olga.dial('5550330')
    const rang = await anna.rings()
    await shows({ state: 'alerting', people: { 101: 'alerting' } })
    const rangThere = await boris.rings()
    await shows({ state: 'alerting', people: { 102: 'alerting', 101: 'gone' } })
    const pickedUp = await boris.pickUp()
    await lasts(2_500) // 'press 1 to accept'
    await boris.press('1')
    const answered = Date.now()
    await shows({ state: 'connected', people: { 102: 'connected', [OLGA.number]: 'connected' } })
    await middle()
    await lasts(300)
    await boris.hangUp()
    const ended = await olga.ends()
    return [
      {
        ...{ ...fromOlga, outcome: 'answered', line: '5550330', started, answered, ended, talk: ended - answered },
        participants: [
          [OLGA.number, 'dial', 'answered', { left: ended, talk: ended - answered }],
          ['101', 'dial', 'no-answer', { offered: rang, answered: null, talk: 0 }],
          ['102', 'dial', 'answered', { offered: rangThere, answered: pickedUp, left: ended, talk: ended - answered }]
        ]
      }
    ]
  }
}

const FOLLOW_ME_REFUSED: Row = {
  id: 'follow-me-refused',
  name: 'a call follows an agent to another phone, where it is picked up and not accepted: nobody answered',
  async run({ outside, phone, shows, middle, lasts }) {
    const [olga, anna, boris] = [await outside(OLGA.number), await phone('101'), await phone('102')]
    const started = Date.now()
    await olga.dial('5550330')
    const rang = await anna.rings()
    const rangThere = await boris.rings()
    await boris.pickUp()
    await shows({ state: 'alerting', people: { 102: 'connected', 101: 'gone' } })
    await middle()
    await lasts(300)
    await boris.hangUp()
    const refused = await boris.ends()
    await lasts(600) // 'the person you are calling …'
    await olga.hangUp()
    const ended = await olga.ends()
    return [
      {
        ...{ ...fromOlga, outcome: 'missed', reason: 'destination-no-answer', line: '5550330' },
        ...{ started, answered: null, ended, talk: 0 },
        participants: [
          [OLGA.number, 'dial', 'cancelled', { answered: null, left: ended, talk: 0 }],
          ['101', 'dial', 'no-answer', { offered: rang, answered: null, talk: 0 }],
          ['102', 'dial', 'declined', { offered: rangThere, answered: null, left: refused, talk: 0 }]
        ]
      }
    ]
  }
}

/** Through something that is not a person: IVR, mailbox, follow-me, Local channels. */
export const WAYS: readonly Row[] = [
  ivr('2', { id: 'ivr-phone', name: 'a customer chooses a phone in an IVR' }),
  ivr('1', { id: 'ivr-queue', name: 'a customer chooses the queue in an IVR', queue: 'sales' }),
  {
    id: 'ivr-abandoned',
    name: 'a customer hangs up in an IVR',
    async run({ outside, shows, middle }) {
      const olga = await outside(OLGA.number)
      const started = Date.now()
      await olga.dial('5550400')
      await olga.said('CALL_ESTABLISHED')
      await shows({ state: 'queued', people: { [OLGA.number]: 'connected' } })
      await middle()
      await olga.hangUp()
      const ended = await olga.ends()
      return [
        {
          ...{ ...fromOlga, outcome: 'abandoned', line: '5550400', started, answered: null, ended, talk: 0 },
          participants: [[OLGA.number, 'dial', 'cancelled', { answered: null, left: ended, talk: 0 }]]
        }
      ]
    }
  },
  ...MAILBOX,
  FOLLOW_ME,
  FOLLOW_ME_REFUSED,
  behindLocal('local-optimised', 'a Local channel is optimised away in the talk', '5550350', '102'),
  behindLocal('local-stays', 'a Local channel stays in the talk', '5550340', '102'),
  internalLocal('internal-local-optimised', 'a Local channel between colleagues is optimised away', '402'),
  internalLocal('internal-local-stays', 'a Local channel between colleagues stays', '302')
]
