import { type Static, Type } from 'typebox'

const Id = Type.String({ format: 'uuid' })
const NullableId = Type.Union([Id, Type.Null()])

/** Whose customer something is about, and who had to do with it: what decides who is told. Without owner and team: all. */
export const Audience = Type.Object({
  owner: NullableId,
  team: NullableId,
  users: Type.Array(Id, { description: 'those who had to do with it themselves' })
})
export type Audience = Static<typeof Audience>
