import { type Static, Type } from 'typebox'
import { Submission } from './submission.ts'
import { Direction, NullableString, NullableTime, Time } from './words.ts'

/**
 * The whole state of one message or conversation as its adapter sees it: an e-mail, a form that was sent in, a chat, a
 * note of another system. A consumer applies it if `version` is newer than what it has and ignores it if not.
 */
export const MessageSnapshot = Type.Object({
  version: Type.Integer({ minimum: 0, description: 'only grows; starts from the clock, in microseconds' }),
  channel: Type.Enum(['email', 'form', 'chat', 'crm'], { type: 'string' }),
  direction: Direction,
  startedAt: Time,
  endedAt: { ...NullableTime, description: 'null while a chat goes on' },
  remote: Type.Object({
    raw: Type.Union([Type.String({ maxLength: 320 }), Type.Null()], { description: 'whom it is from or to' }),
    name: NullableString,
    kind: Type.Enum(['phone', 'email', 'other'], {
      type: 'string',
      description: '`other`: an address of the messenger that the subject begins with'
    })
  }),
  line: Type.Union([Type.String(), Type.Null()], { description: 'the mailbox, form or account that they reached' }),
  subject: Type.Union([Type.String({ maxLength: 1_000 }), Type.Null()]),
  text: Type.String({ maxLength: 1_000_000, description: 'plain text' }),
  agents: Type.Array(Type.Object({ address: Type.String(), name: NullableString }), {
    maxItems: 50,
    description: 'colleagues who wrote it or took part, by login or extension'
  }),
  ids: Type.Array(Type.String(), { description: "the source's ids of it" }),
  estimated: Type.Array(Type.String(), { description: 'names of what is an estimate' }),
  form: Type.Optional(Submission)
})
export type MessageSnapshot = Static<typeof MessageSnapshot>
