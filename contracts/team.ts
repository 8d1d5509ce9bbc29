import { type Static, Type } from 'typebox'
import { Brief, Time } from './words.ts'

/** Users who own contacts, tasks and missed calls together. */
export const Team = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  members: Type.Array(Brief),
  createdAt: Time
})
export type Team = Static<typeof Team>

const TeamFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  members: Type.Array(Type.String({ format: 'uuid' }), {
    maxItems: 1_000,
    uniqueItems: true,
    description: 'ids of users'
  })
}
const closed = { additionalProperties: false }
export const NewTeam = Type.Object({ name: TeamFields.name, members: Type.Optional(TeamFields.members) }, closed)
export type NewTeam = Static<typeof NewTeam>
export const TeamPatch = Type.Partial(Type.Object(TeamFields), { ...closed, minProperties: 1 })
export type TeamPatch = Static<typeof TeamPatch>
