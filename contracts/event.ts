import { type Static, type TSchema, Type } from 'typebox'
import { CallSnapshot } from './call.ts'
import { MessageSnapshot } from './message.ts'
import { VisitSnapshot } from './visit.ts'
import { Time } from './words.ts'

/**
 * CloudEvents 1.0 in JSON (structured mode). `id` is made from the vendor's own identity, never at random, so that the
 * same thing seen twice is one event. `subject` is the interaction, as `<system>:<instance>:<vendor's id>`.
 */
const envelope = <Types extends string[], Data extends TSchema>(types: readonly [...Types], data: Data) =>
  Type.Object({
    specversion: Type.Literal('1.0'),
    id: Type.String({ minLength: 1, maxLength: 300 }),
    source: Type.String({ minLength: 1, description: 'URI reference: /<system>/<instance>' }),
    type: Type.Enum([...types] as Types, { type: 'string' }),
    subject: Type.String({ minLength: 1, maxLength: 200 }),
    time: Time,
    datacontenttype: Type.Literal('application/json'),
    data
  })

/** What may just have happened to a call. Whatever the type, `data` is the whole state of the call. */
export const CALL_EVENT_TYPES = [
  'call.initiated',
  'call.queued',
  'call.alerting',
  'call.connected',
  'call.held',
  'call.retrieved',
  'call.transferred',
  'call.parked',
  'call.conferenced',
  'call.merged',
  'call.updated',
  'call.ended'
] as const

/** Somebody waits to see who calls: of many events these are taken first. */
export const BEGINNINGS: ReadonlySet<string> = new Set(['call.initiated', 'call.queued', 'call.alerting'])

export const CallEvent = envelope([...CALL_EVENT_TYPES], CallSnapshot)
export type CallEvent = Static<typeof CallEvent>

/** What came or went in writing. Whatever the type, `data` is the whole state of it. */
export const MESSAGE_EVENT_TYPES = [
  'email.received',
  'email.sent',
  'form.submitted',
  'chat.received',
  'chat.sent',
  'crm.noted'
] as const

export const MessageEvent = envelope([...MESSAGE_EVENT_TYPES], MessageSnapshot)
export type MessageEvent = Static<typeof MessageEvent>

/** A visit to a site was shown a number, or still is. `subject` is the visit. */
export const VisitEvent = envelope(['web.visit'], VisitSnapshot)
export type VisitEvent = Static<typeof VisitEvent>

/** The link to an outside system was down from `from` to `to`: what happened meanwhile was mended from a snapshot. */
export const FeedGapEvent = envelope(
  ['feed.gap'],
  Type.Object({
    version: Type.Integer(),
    instance: Type.String(),
    from: Time,
    to: Time,
    reason: Type.String({ maxLength: 500 }),
    calls: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        description: 'the subjects of all calls that it knows of: others whose version is older than this one are over'
      })
    )
  })
)
export type FeedGapEvent = Static<typeof FeedGapEvent>

/** Everything an adapter may say. Vendors' own words never leave their adapter. */
export const ContactEvent = Type.Union([CallEvent, MessageEvent, VisitEvent, FeedGapEvent])
export type ContactEvent = Static<typeof ContactEvent>
