import { type Static, Type } from 'typebox'
import { Audience } from './audience.ts'
import { Contact } from './contact.ts'
import { Interaction } from './interaction.ts'
import { MissedCall } from './missed-call.ts'
import { type PopContext, User } from './rest.ts'
import { TaskChange } from './task.ts'
import { Team } from './team.ts'
import { Time } from './words.ts'

const Numbered = {
  cursor: Type.String({
    pattern: '^[0-9]+$',
    description: 'decimal; grows by one with every item, in the order of commit'
  }),
  time: Time,
  audience: Audience
}

/** One entry of the hub's event stream: what changed, whole. The same cursor serves REST and Socket.IO. */
export const FeedItem = Type.Union([
  Type.Object({ ...Numbered, type: Type.Literal('interaction'), data: Interaction }),
  Type.Object({ ...Numbered, type: Type.Literal('contact'), data: Contact }),
  Type.Object({ ...Numbered, type: Type.Literal('user'), data: User }),
  Type.Object({ ...Numbered, type: Type.Literal('team'), data: Team }),
  Type.Object({ ...Numbered, type: Type.Literal('task'), data: TaskChange }),
  Type.Object({ ...Numbered, type: Type.Literal('missed-call'), data: MissedCall }),
  Type.Object({
    ...Numbered,
    type: Type.Literal('feed-gap'),
    data: Type.Object({ instance: Type.String(), from: Time, to: Time, reason: Type.String() })
  })
])
export type FeedItem = Static<typeof FeedItem>

/** How the core tells the gateways of an item, the moment it is committed (Redis channel `hub:feed`). */
export interface FeedMessage {
  readonly item: FeedItem
  /** With an interaction that rings somebody. */
  readonly pop?: PopContext
}
