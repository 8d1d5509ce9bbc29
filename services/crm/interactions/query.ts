import { Type } from 'typebox'
import { Channel, Direction, InteractionOutcome, Time } from '../../../contracts/words.ts'
import { CursorText, Limit } from '../paging.ts'

const Id = Type.String({ format: 'uuid' })
const Word = Type.String({ minLength: 1, maxLength: 200 })
const STATES = ['live', 'queued', 'alerting', 'connected', 'held', 'ended'] as const
export const ListQuery = Type.Object(
  {
    channel: Type.Optional(Channel),
    direction: Type.Optional(Direction),
    state: Type.Optional(Type.Enum([...STATES], { type: 'string', description: '`live`: all but ended' })),
    outcome: Type.Optional(InteractionOutcome),
    contact: Type.Optional(Id),
    user: Type.Optional(Type.Union([Id, Type.Literal('me')], { description: 'who took part; `me`: the asker' })),
    team: Type.Optional(
      Type.Union([Id, Type.Literal('mine')], {
        description: "one of its members took part; `mine`: of the asker's teams"
      })
    ),
    disposition: Type.Optional(Word),
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'a tag of its contact' })),
    unanswered: Type.Optional(Type.Boolean({ description: 'they came to us, and nobody talked with them' })),
    line: Type.Optional(Word),
    queue: Type.Optional(Word),
    since: Type.Optional(Time),
    until: Type.Optional(Time),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'words of what was said, the beginning or end of a number, or a name'
      })
    ),
    segment: Type.Optional(
      Type.Union([Id], {
        description: 'saved: its interactions, or those with its contacts; all else given holds, too'
      })
    ),
    timeZone: Type.Optional(
      Type.String({ maxLength: 64, description: "that of a segment's `today`; the hub's by default" })
    ),
    cursor: CursorText,
    limit: Limit
  },
  { additionalProperties: false }
)
