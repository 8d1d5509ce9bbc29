import type pg from 'pg'
import { Compile } from 'typebox/compile'
import type { HubConfig } from '../../../contracts/config.ts'
import { CallEvent, FeedGapEvent } from '../../../contracts/event.ts'
import type { Publisher } from '../feed/publisher.ts'
import { numberKey, regionOf } from '../numbers.ts'
import { applyCall, applyGap } from './store.ts'
import { storable, tidyCall } from './tidy.ts'

const calls = Compile(CallEvent)
const gaps = Compile(FeedGapEvent)

interface Deps {
  readonly db: pg.Pool
  readonly hub: HubConfig
  readonly publisher: Pick<Publisher, 'publish'>
}

type Ingest = (message: unknown) => Promise<void>

/**
 * Takes contact events, in any order and any number of times: each is one transaction, and what it changed is told to
 * the gateways when it is committed. Throws for what is not a contact event.
 */
export function createIngest({ db, hub, publisher }: Deps): Ingest {
  return async (message) => {
    if (gaps.Check(message)) publisher.publish(await applyGap(db, storable(message.id), storable(message.data)))
    else if (calls.Check(message)) publisher.publish(await applyCall(db, factsOf(message, hub)))
    else throw new Error(`not a contact event: ${faultOf(message)}`)
  }
}

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

function faultOf(message: unknown): string {
  const isGap = (message as { type?: unknown } | null)?.type === 'feed.gap'
  const fault = (isGap ? gaps : calls).Errors(message)[0]
  return fault ? `${fault.instancePath || '/'} ${fault.message}` : 'it does not fit the contract'
}
