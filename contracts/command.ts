import { type Static, Type } from 'typebox'
import { FailureReason } from './call.ts'
import { TakenForm } from './form.ts'
import { NullableString, Time } from './words.ts'

const Header = {
  id: Type.String({ minLength: 8, maxLength: 64, description: 'the same id twice is done once' }),
  instance: Type.String({ description: 'the adapter instance that must do it' }),
  issuedAt: Time,
  expiresAt: Time
}

/** Rings the person's own phone first, then the destination. */
export const MakeCall = Type.Object({
  ...Header,
  type: Type.Literal('call.make'),
  data: Type.Object({
    subject: Type.String({ description: 'under which the adapter must report the call: `<system>:<instance>:<id>`' }),
    from: Type.Object({ extension: Type.String({ pattern: '^[0-9*#]{1,20}$' }), name: Type.String({ maxLength: 80 }) }),
    to: Type.Object({
      kind: Type.Enum(['internal', 'external'], { type: 'string' }),
      digits: Type.String({ pattern: '^[0-9*#]{1,20}$' }),
      name: Type.Union([Type.String({ maxLength: 80 }), Type.Null()])
    })
  })
})
export type MakeCall = Static<typeof MakeCall>

export const HangUpCall = Type.Object({
  ...Header,
  type: Type.Literal('call.hangup'),
  data: Type.Object({ subject: Type.String(), ids: Type.Array(Type.String()) })
})
export type HangUpCall = Static<typeof HangUpCall>

/** What would be made of a payload; nothing of it is kept. Its answer has a `result`. */
export const TryForm = Type.Object({
  ...Header,
  type: Type.Literal('form.try'),
  data: Type.Object({
    subject: Type.String(),
    form: TakenForm,
    contentType: NullableString,
    query: Type.String({ maxLength: 10_000 }),
    body: Type.String({ maxLength: 2_000_000, description: 'base64' })
  })
})
export type TryForm = Static<typeof TryForm>

export const Command = Type.Union([MakeCall, HangUpCall, TryForm])
export type Command = Static<typeof Command>
export type CommandType = Command['type']

/** A command has exactly one answer. `done` for call.make means that the person's own phone rings or has answered. */
export const CommandOutcome = Type.Union([
  Type.Object({ status: Type.Literal('done'), result: Type.Optional(Type.Unknown()) }),
  Type.Object({ status: Type.Literal('refused'), reason: FailureReason, message: Type.String() }),
  Type.Object({ status: Type.Literal('expired') })
])
export type CommandOutcome = Static<typeof CommandOutcome>

export const CommandAnswer = Type.Object({
  id: Type.String(),
  instance: Type.String(),
  type: Type.Enum(['call.make', 'call.hangup', 'form.try'], { type: 'string' }),
  subject: Type.String(),
  answeredAt: Time,
  outcome: CommandOutcome
})
export type CommandAnswer = Static<typeof CommandAnswer>
