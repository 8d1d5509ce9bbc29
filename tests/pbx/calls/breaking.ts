import type { ExpectedInteraction } from './expected.ts'
import type { Scene } from './row.ts'
import { OLGA } from './stage.ts'

export const INBOUND = { direction: 'inbound', outcome: 'answered', remote: OLGA.number, contact: OLGA.name } as const
export const DIRECT = { ...INBOUND, line: '5550300' } as const

export const together = (answered: number, ended: number) => ({ answered, ended, talk: ended - answered })

/** Olga and Anna talk to each other. */
export async function talk({ outside, phone, shows }: Scene) {
  const [olga, anna] = [await outside(OLGA.number), await phone('101')]
  await olga.dial('5550300')
  const rang = await anna.rings()
  await shows({ state: 'alerting', people: { 101: 'alerting' } })
  const answered = await anna.pickUp()
  await shows({ state: 'connected', people: { 101: 'connected' } })
  return { olga, anna, rang, answered }
}

export const direct = (rang: number, answered: number, ended: number, anna: object = {}): ExpectedInteraction => ({
  ...{ ...DIRECT, started: rang, ...together(answered, ended) },
  participants: [
    [OLGA.number, 'dial', 'answered', { left: ended }],
    ['101', 'dial', 'answered', { offered: rang, answered, left: ended, ...anna }]
  ]
})
