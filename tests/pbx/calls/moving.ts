import type { Phone } from '../phone.ts'
import type { ExpectedInteraction, ExpectedParticipant, Moment } from './expected.ts'
import type { Scene } from './row.ts'
import { OLGA } from './stage.ts'

/** A talk that is about to be moved: Olga has called 5550300, and Anna (101) has picked up. */
export interface Talk {
  readonly olga: Phone
  readonly anna: Phone
  readonly rang: Moment
  readonly answered: Moment
}

export async function olgaTalksToAnna({ outside, phone, shows, lasts }: Scene): Promise<Talk> {
  const [olga, anna] = [await outside(OLGA.number), await phone('101')]
  await olga.dial('5550300')
  const rang = await anna.rings()
  const answered = await anna.pickUp()
  await shows({ state: 'connected', people: { 101: 'connected', [OLGA.number]: 'connected' } })
  await lasts(300)
  return { olga, anna, rang, answered }
}

type Rest = Partial<ExpectedInteraction> & Pick<ExpectedInteraction, 'ended' | 'talk' | 'participants'>

/** What came of that talk. */
export const olgasCall = ({ rang, answered }: Talk, rest: Rest): ExpectedInteraction => ({
  ...{ direction: 'inbound', outcome: 'answered', remote: OLGA.number, contact: OLGA.name, line: '5550300' },
  ...{ started: rang, answered },
  ...rest
})

/** Anna's part in it, when she was in it from the beginning. */
export const annaIn = (
  { rang, answered }: Talk,
  times: { readonly left: Moment; readonly talk: number; readonly hold?: number }
): ExpectedParticipant => ['101', 'dial', 'answered', { hold: 0, ...times, offered: rang, answered }]

/** Olga's part: she is in it to its end. */
export const olgaIn = (left: Moment, talk: number, hold = 0): ExpectedParticipant => [
  OLGA.number,
  'dial',
  'answered',
  { left, talk, hold }
]
