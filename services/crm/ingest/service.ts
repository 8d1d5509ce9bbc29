import type pg from 'pg'
import { Compile } from 'typebox/compile'
import type { HubConfig } from '../../../contracts/config.ts'
import {
  BEGINNINGS,
  CallEvent,
  FeedGapEvent,
  MESSAGE_EVENT_TYPES,
  MessageEvent,
  VisitEvent
} from '../../../contracts/event.ts'
import type { EventMark } from '../../../contracts/feed.ts'
import { storable, tidyCall, tidyMessage } from '../../kit/tidy.ts'
import { applyVisit } from '../attribution/store.ts'
import type { Durable } from '../durable.ts'
import { mentionsIn } from '../evidence/mentions.ts'
import type { Publisher } from '../feed/publisher.ts'
import type { FeedRow } from '../feed/store.ts'
import { roomFor } from '../interactions/quarters.ts'
import { type Adopt, lookForDuplicates, takeSubmission } from '../leads/apply.ts'
import { type FormEvent, isFormEvent, peopleOf, submissionFactsOf } from '../leads/facts.ts'
import { createTurns } from '../leads/in-turn.ts'
import { numberKey, regionOf } from '../numbers.ts'
import { fold } from '../search.ts'
import { createLanes } from './lanes.ts'
import { applyCall, applyGap, applyMessage } from './store.ts'

const calls = Compile(CallEvent)
const messages = Compile(MessageEvent)
const visits = Compile(VisitEvent)
const gaps = Compile(FeedGapEvent)

interface Deps {
  readonly db: pg.Pool
  readonly hub: HubConfig
  readonly publisher: Pick<Publisher, 'prepare' | 'publish'>
  /** Nothing is told, and no event is done with, before this has resolved. */
  readonly durable: Durable
  /** Forgets what was prepared for pops: a form may have made a contact. */
  readonly forgetPops?: () => void
  /** A lead came: somebody is to be asked. */
  readonly wakeRouter?: () => void
  /** Keeps the contents of a file that came with a form. */
  readonly adopt?: Adopt
  /** Resolves when there is room for making a lead. */
  readonly patience?: () => Promise<void>
}

type Ingest = (message: unknown) => Promise<void>

/**
 * Takes contact events, in any order and any number of times: each is one transaction, and what it changed is told to
 * the gateways when it is committed. Throws for what is not a contact event.
 */
export function createIngest(deps: Deps): Ingest {
  const { db, hub, publisher, durable, forgetPops, wakeRouter, adopt, patience } = deps
  /** Also what is old news: who was first may not have waited for the disk. */
  async function tell(rows: readonly FeedRow[], event?: EventMark): Promise<void> {
    publisher.prepare(rows, event)
    await durable()
    publisher.publish(rows, event)
  }

  /** Somebody waits to see who calls: of many events, how other calls ended is written down after that. */
  const lanes = createLanes(db.options.max)
  const takeCall = (event: CallEvent): Promise<FeedRow[]> =>
    lanes(BEGINNINGS.has(event.type), () => applyCall(db, factsOf(event, hub)))

  const inTurn = createTurns()
  async function applyForm(event: FormEvent): Promise<void> {
    await patience?.()
    const region = regionOf(hub, event.data.line, event.subject.split(':')[1] ?? '')
    const facts = submissionFactsOf(event, region)
    await roomFor(db, facts.at)
    const rows = await takeSubmission(db, facts, messageFactsOf(event, hub), adopt)
    await tell(rows)
    wakeRouter?.()
    if (rows.some(({ type }) => type === 'contact')) forgetPops?.()
    if (await lookForDuplicates(db, facts, rows)) await durable()
  }

  return async (message) => {
    if (gaps.Check(message)) await tell(await applyGap(db, storable(message)))
    else if (calls.Check(message)) await tell(await takeCall(message), markOf(message))
    else if (messages.Check(message) && isFormEvent(message)) await inTurn(peopleOf(message), () => applyForm(message))
    else if (messages.Check(message)) await tell(await applyMessage(db, messageFactsOf(message, hub)))
    else if (visits.Check(message)) await tell(await applyVisit(db, storable(message.subject), storable(message.data)))
    else throw new Error(`not a contact event: ${faultOf(message)}`)
  }
}

const markOf = ({ subject, data }: CallEvent): EventMark => ({ subject, version: data.version })

/** What the core makes of a snapshot before it is stored: the number's key, the line's name. */
export function factsOf({ subject, data }: Pick<CallEvent, 'subject' | 'data'>, hub: HubConfig) {
  const call = tidyCall(data)
  const instance = subject.split(':')[1] ?? ''
  return {
    subject: storable(subject),
    call,
    remote: numberKey(call.remote.raw, regionOf(hub, call.line, instance)),
    lineName: hub.lines.find(({ address }) => address === call.line)?.name ?? null
  }
}

/** As `factsOf`; what the text mentions may be theirs, but never says who it is. */
export function messageFactsOf({ subject, data }: Pick<MessageEvent, 'subject' | 'data'>, hub: HubConfig) {
  const message = tidyMessage(data)
  const region = regionOf(hub, message.line, subject.split(':')[1] ?? '')
  const { raw, kind } = message.remote
  return {
    ...{ subject: storable(subject), message, kind },
    remote: kind === 'phone' ? numberKey(raw, region) : addressKey(raw, kind),
    lineName: hub.lines.find(({ address }) => address === message.line)?.name ?? null,
    mentions: mentionsIn(`${message.subject ?? ''}\n${message.text}`, region)
  }
}

/** An address of a messenger is compared without its @. */
function addressKey(raw: string | null, kind: 'email' | 'other'): string | null {
  const key = fold(raw ?? '').trim()
  return (kind === 'other' ? key.replace(/^@/, '') : key) || null
}

function faultOf(message: unknown): string {
  const type = String((message as { type?: unknown } | null)?.type)
  const others = type === 'web.visit' ? visits : isMessageType(type) ? messages : calls
  const schema = type === 'feed.gap' ? gaps : others
  const fault = schema.Errors(message)[0]
  return fault ? `${fault.instancePath || '/'} ${fault.message}` : 'it does not fit the contract'
}

const isMessageType = (type: string): boolean => (MESSAGE_EVENT_TYPES as readonly string[]).includes(type)
