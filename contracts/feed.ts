import { type Static, Type } from 'typebox'
import { Account } from './account.ts'
import { Audience } from './audience.ts'
import { Contact } from './contact.ts'
import { ContactField } from './contact-field.ts'
import { HubFile } from './file.ts'
import { Interaction } from './interaction.ts'
import { Lead } from './lead.ts'
import { LeadOffer } from './lead-offer.ts'
import { MissedCall } from './missed-call.ts'
import { type PopContext, User } from './rest.ts'
import { Segment } from './segment.ts'
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

const removed = Type.Optional(Type.Literal(true, { description: 'it is no more' }))

/** One entry of the hub's event stream: what changed, whole. The same cursor serves REST and Socket.IO. */
export const FeedItem = Type.Union([
  Type.Object({ ...Numbered, type: Type.Literal('interaction'), data: Interaction }),
  Type.Object({ ...Numbered, type: Type.Literal('contact'), data: Contact }),
  Type.Object({ ...Numbered, type: Type.Literal('user'), data: User }),
  Type.Object({ ...Numbered, type: Type.Literal('team'), data: Team }),
  Type.Object({ ...Numbered, type: Type.Literal('account'), data: Account }),
  Type.Object({
    ...Numbered,
    type: Type.Literal('contact-field'),
    data: Type.Object({ ...ContactField.properties, removed })
  }),
  Type.Object({
    ...Numbered,
    type: Type.Literal('segment'),
    data: Type.Object(
      { id: Segment.properties.id, kind: Segment.properties.kind, shared: Segment.properties.shared, removed },
      { description: 'not what it asks for: that is only for those whose segment it is' }
    )
  }),
  Type.Object({ ...Numbered, type: Type.Literal('file'), data: Type.Object({ ...HubFile.properties, removed }) }),
  Type.Object({ ...Numbered, type: Type.Literal('task'), data: TaskChange }),
  Type.Object({ ...Numbered, type: Type.Literal('missed-call'), data: MissedCall }),
  Type.Object({ ...Numbered, type: Type.Literal('lead'), data: Lead }),
  Type.Object({ ...Numbered, type: Type.Literal('lead-offer'), data: LeadOffer }),
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
  /** With an interaction that rings somebody, and a lead that is put before somebody. */
  readonly pop?: PopContext
  /** The contact event of which the interaction has the state. */
  readonly event?: EventMark
}

/** Which state of which subject. */
export interface EventMark {
  readonly subject: string
  readonly version: number
}

/**
 * A call that has begun and rings nobody yet, told when it is committed and not yet on the disk (Redis channel `hub:ahead`; see
 * docs/decisions/0018). The same follows as an item of the event stream.
 */
export interface BegunCall {
  readonly begun: Extract<FeedItem, { type: 'interaction' }>
  readonly event: EventMark
}

/**
 * What a pop of this interaction will show, told before anybody is rung (Redis channel `hub:ahead`; see
 * docs/decisions/0009). It holds for this contact and number.
 */
export interface PreparedPop {
  readonly interaction: string
  readonly contact: string | null
  readonly number: string | null
  readonly candidates: PopContext['candidates']
  readonly recent: PopContext['recent']
}
