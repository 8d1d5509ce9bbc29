import type { ExpectedParticipant, Moment } from './expected.ts'
import { OLGA } from './stage.ts'

/** What is the same of all interactions that begin with Olga's call to a line. */
export const olgaCalls = (line: string) =>
  ({ direction: 'inbound', remote: OLGA.number, contact: OLGA.name, line }) as const

/** The times of a call that was answered. */
export const spoken = (started: Moment, answered: Moment, ended: Moment) =>
  ({ outcome: 'answered', started, answered, ended, talk: ended - answered }) as const

/** The times of a call in which nobody spoke. */
export const unspoken = (started: Moment, ended: Moment) => ({ started, answered: null, ended, talk: 0 }) as const

/** Olga, who talked to the end of the call. */
export const olgaTalked = (answered: Moment, ended: Moment): ExpectedParticipant => [
  OLGA.number,
  'dial',
  'answered',
  { left: ended, talk: ended - answered }
]
