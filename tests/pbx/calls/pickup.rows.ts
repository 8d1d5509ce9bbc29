import type { Phone } from '../phone.ts'
import type { ExpectedInteraction, ExpectedParticipant } from './expected.ts'
import type { Row, Scene } from './row.ts'
import { OLGA } from './stage.ts'

const olga = OLGA.number

interface Ringing {
  /** What Olga dials, and whose phones ring for it. */
  readonly line: string
  readonly rung: readonly string[]
  readonly via: 'dial' | 'queue'
  readonly queue?: string
}

/** Olga calls, phones ring, and Dasha (105) takes the call with what she dials. */
async function picksUp(
  scene: Scene,
  { line, rung, via, queue }: Ringing,
  dials: string
): Promise<ExpectedInteraction[]> {
  const { outside, phone, shows, middle, lasts } = scene
  const [customer, dasha] = [await outside(olga), await phone('105')]
  const phones: Phone[] = []
  for (const extension of rung) phones.push(await phone(extension))
  const ringing = Object.fromEntries(rung.map((extension) => [extension, 'alerting' as const]))
  await customer.dial(line)
  const rang = await Promise.all(phones.map((each) => each.rings()))
  await shows({ state: 'alerting', people: ringing })
  await middle()
  await lasts(300)
  await dasha.dial(dials)
  const taken = await dasha.said('CALL_ESTABLISHED')
  const stopped = await Promise.all(phones.map((each) => each.ends()))
  await shows({ state: 'connected', people: { 105: 'connected', [olga]: 'connected' } })
  await lasts(500)
  await dasha.hangUp()
  const ended = await customer.ends()
  const talk = ended - taken
  const started = rang[0] ?? Number.NaN
  return [
    {
      ...{ direction: 'inbound', outcome: 'answered', remote: olga, contact: OLGA.name, line },
      ...{ started, answered: taken, ended, talk, ...(queue ? { queue } : {}) },
      participants: [
        [olga, 'dial', 'answered', { left: ended, talk }],
        ...rung.map(
          (extension, place): ExpectedParticipant => [
            extension,
            via,
            'answered-elsewhere',
            { offered: rang[place] ?? Number.NaN, answered: null, left: stopped[place] ?? Number.NaN, talk: 0 }
          ]
        ),
        // It was never offered to her: she took it.
        ['105', 'pickup', 'answered', { offered: taken, answered: taken, left: ended, talk }]
      ]
    }
  ]
}

const ONE: Ringing = { line: '5550300', rung: ['101'], via: 'dial' }
const GROUP: Ringing = { line: '5550200', rung: ['101', '102'], via: 'dial' }
const QUEUE: Ringing = { line: '5550100', rung: ['101', '102'], via: 'queue', queue: 'sales' }

/** Calls that somebody takes from another's phone. */
export const PICKUP: readonly Row[] = [
  { id: 'pickup-group-one', name: 'a colleague takes whatever rings: one phone', run: (s) => picksUp(s, ONE, '*8') },
  { id: 'pickup-group-group', name: 'a colleague takes whatever rings: a group', run: (s) => picksUp(s, GROUP, '*8') },
  { id: 'pickup-group-queue', name: 'a colleague takes whatever rings: a queue', run: (s) => picksUp(s, QUEUE, '*8') },
  { id: 'pickup-one', name: 'a colleague takes the call of one phone', run: (s) => picksUp(s, ONE, '**101') },
  {
    id: 'pickup-one-of-group',
    name: "a colleague takes a group's call from one of its phones",
    run: (s) => picksUp(s, GROUP, '**102')
  },
  {
    id: 'pickup-one-of-queue',
    name: "a colleague takes a queue's call from one of its phones",
    run: (s) => picksUp(s, QUEUE, '**102')
  },
  {
    id: 'pickup-internal',
    name: 'a colleague takes a call of two others',
    async run({ phone, shows, middle, lasts }) {
      const [vera, anna, dasha] = [await phone('103'), await phone('101'), await phone('105')]
      await vera.dial('101')
      const rang = await anna.rings()
      await shows({ state: 'alerting', people: { 101: 'alerting', 103: 'initiated' } })
      await dasha.dial('**101')
      const taken = await dasha.said('CALL_ESTABLISHED')
      const stopped = await anna.ends()
      await shows({ state: 'connected', people: { 103: 'connected', 105: 'connected' } })
      await middle()
      await lasts(400)
      await vera.hangUp()
      const ended = await dasha.ends()
      const talk = ended - taken
      return [
        {
          ...{ direction: 'internal', outcome: 'answered', remote: '101' },
          ...{ started: rang, answered: taken, ended, talk },
          participants: [
            ['103', 'dial', 'answered', { left: ended, talk }],
            ['101', 'dial', 'answered-elsewhere', { offered: rang, answered: null, left: stopped, talk: 0 }],
            ['105', 'pickup', 'answered', { offered: taken, answered: taken, left: ended, talk }]
          ]
        }
      ]
    }
  },
  {
    id: 'pickup-nothing',
    name: 'nothing rings that could be taken: no interaction comes of it',
    async run({ outside, phone, shows, middle, lasts }) {
      const [customer, anna, dasha] = [await outside(olga), await phone('101'), await phone('105')]
      await customer.dial('5550300')
      const rang = await anna.rings()
      const answered = await anna.pickUp()
      await shows({ state: 'connected', people: { 101: 'connected' } })
      await dasha.dial('*8')
      await dasha.ends()
      await middle()
      await lasts(300)
      await anna.hangUp()
      const ended = await customer.ends()
      const talk = ended - answered
      return [
        {
          ...{ direction: 'inbound', outcome: 'answered', remote: olga, contact: OLGA.name, line: '5550300' },
          ...{ started: rang, answered, ended, talk },
          participants: [
            [olga, 'dial', 'answered', { left: ended, talk }],
            ['101', 'dial', 'answered', { offered: rang, answered, left: ended, talk }]
          ]
        }
      ]
    }
  }
]
