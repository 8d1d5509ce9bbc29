import { type Static, Type } from 'typebox'
import { Interaction } from './interaction.ts'
import { Lead } from './lead.ts'
import { Brief, NullableTime, Time } from './words.ts'

const Id = Type.String({ format: 'uuid' })

const How = {
  kind: Type.Enum(['person', 'supervisor', 'handed'], {
    type: 'string',
    description:
      '`person`: one at a time, for a while; `supervisor`: to all who are there, until it is taken; `handed`: to whom it was given'
  }),
  why: Type.Enum(['rule', 'owner', 'nobody-there', 'not-taken', 'handed'], {
    type: 'string',
    description:
      '`owner`: the contact is theirs; `nobody-there`, `not-taken`: why it came to a supervisor; `handed`: a colleague gave it to them'
  }),
  rule: Type.Union([Type.String(), Type.Null()], { description: 'its name' }),
  offeredAt: Time,
  until: Type.Union([NullableTime], { description: 'then the next is asked; null: no end' }),
  callAt: Type.Union([NullableTime], { description: 'when the own phone rings by itself; null: it does not' }),
  call: Type.Union([Type.Enum(['due', 'asked', 'stopped', 'failed'], { type: 'string' }), Type.Null()], {
    description: '`asked`: the own phone is rung now; null: no call was to be made by itself'
  })
}

/** A lead that is put before one person. */
export const LeadOffer = Type.Object({
  id: Id,
  lead: Lead,
  interaction: Interaction,
  user: Brief,
  ...How,
  outcome: Type.Union([Type.Enum(['taken', 'declined', 'expired', 'withdrawn'], { type: 'string' }), Type.Null()]),
  by: Type.Union([Type.String(), Type.Null()], { description: 'the name of whoever took it' })
})
export type LeadOffer = Static<typeof LeadOffer>

/** What the pop of a lead shows beside what every pop shows. */
export const LeadPop = Type.Object({ offer: Id, lead: Lead, ...How })
export type LeadPop = Static<typeof LeadPop>
