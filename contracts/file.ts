import { type Static, Type } from 'typebox'
import { NullableBrief, Time } from './words.ts'

const NullableId = Type.Union([Type.String({ format: 'uuid' }), Type.Null()])

/** A file of a contact or an interaction. Sent as it is (no form), its name in `content-disposition`. */
export const HubFile = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  type: Type.String({ description: 'as it was sent: image/png' }),
  size: Type.Integer({ description: 'bytes' }),
  sha256: Type.String(),
  url: Type.String({ description: 'where it is read: /api/v1/files/{id}' }),
  contact: NullableId,
  interaction: NullableId,
  by: NullableBrief,
  at: Time
})
export type HubFile = Static<typeof HubFile>
