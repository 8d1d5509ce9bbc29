import type { AdapterContext } from '../../contracts/adapter.ts'
import type { CallEvent, ContactEvent, FeedGapEvent } from '../../contracts/event.ts'
import type { Output } from './model/entities.ts'
import type { CallRecord } from './model/record.ts'
import { isoOf } from './model/view.ts'

/** How many events may wait to become durable before the PBX's messages are made to wait. */
const FULL = 5000
const REMEMBER_EVERY_MS = 300

type Context = Pick<AdapterContext<unknown>, 'instance' | 'emit' | 'state' | 'log' | 'clock' | 'count'>

interface Outbox {
  push(outputs: readonly Output[]): void
  emit(event: ContactEvent): void
  readonly isFull: boolean
  /** Resolves when all that was pushed is durable and remembered; after it nothing is emitted. */
  close(): Promise<void>
}

const stateKey = (subject: string): string => `call:${subject}`

function eventOf(instance: string, { type, subject, at, snapshot }: Output): CallEvent {
  return {
    specversion: '1.0',
    id: `${subject}@${snapshot.version}`,
    source: `/asterisk/${instance}`,
    type,
    subject,
    time: isoOf(at),
    datacontenttype: 'application/json',
    data: snapshot
  }
}

/** The link was down between two moments (milliseconds since the epoch): what happened then was mended, not heard. */
export function gapEvent(instance: string, fromMs: number, toMs: number, reason: string): FeedGapEvent {
  const version = Math.floor(toMs * 1000)
  const subject = `asterisk:${instance}:link`
  const to = new Date(toMs).toISOString()
  return {
    specversion: '1.0',
    id: `${subject}@${version}`,
    source: `/asterisk/${instance}`,
    type: 'feed.gap',
    subject,
    time: to,
    datacontenttype: 'application/json',
    data: { version, instance, from: new Date(fromMs).toISOString(), to, reason: reason.slice(0, 500) }
  }
}

/**
 * From the model to the bus. Events of different calls go side by side; the first of a call waits until the call is
 * remembered, so that a crash leaves none behind that the next start does not know. `onRoom` is called when a full
 * outbox has emptied by half.
 */
export function createOutbox(
  context: Context,
  recordOf: (subject: string) => CallRecord | undefined,
  onRoom: () => void
): Outbox {
  let pending = 0
  let wasFull = false
  let closing = false
  let onEmpty: () => void = () => undefined
  const remembered = new Map<string, Promise<void>>()
  const changed = new Set<string>()
  let cancelTimer: (() => void) | null = null

  const remember = async (subject: string) => {
    const record = recordOf(subject)
    if (record !== undefined) await context.state.set(stateKey(subject), record)
  }
  const forget = async (subject: string) => {
    changed.delete(subject)
    remembered.delete(subject)
    await context.state.delete(stateKey(subject))
  }

  const begin = () => {
    pending++
    if (pending >= FULL && !wasFull) {
      wasFull = true
      context.log.warn({ pending }, 'events wait for the bus: the PBX is being read more slowly')
    }
  }
  const end = () => {
    pending--
    if (wasFull && pending <= FULL / 2) {
      wasFull = false
      onRoom()
    }
    if (pending === 0) onEmpty()
  }
  const run = (work: () => Promise<void>, fields: Record<string, unknown>) => {
    begin()
    work()
      .catch((err: unknown) => {
        context.count('emit_failures')
        context.log.error({ err, ...fields }, 'an event could not be told')
      })
      .finally(end)
  }

  const flushChanged = () => {
    cancelTimer = null
    const subjects = [...changed]
    changed.clear()
    for (const subject of subjects) run(() => remember(subject), { subject })
  }

  const send = async (output: Output) => {
    const { subject } = output
    const ended = output.type === 'call.ended'
    if (output.first && !ended) remembered.set(subject, remember(subject))
    else if (!ended) changed.add(subject)
    const gate = remembered.get(subject)
    if (gate !== undefined) await gate
    await context.emit(eventOf(context.instance, output))
    if (ended) await forget(subject)
    for (const merged of output.type === 'call.merged' ? output.snapshot.merged : []) await forget(merged)
  }

  return {
    push(outputs) {
      if (closing) return
      for (const output of outputs) run(() => send(output), { subject: output.subject })
      if (changed.size > 0) cancelTimer ??= context.clock.after(REMEMBER_EVERY_MS, flushChanged)
    },
    emit(event) {
      if (!closing) run(() => context.emit(event), { subject: event.subject })
    },
    get isFull() {
      return wasFull
    },
    async close() {
      if (closing) return
      closing = true
      cancelTimer?.()
      flushChanged()
      if (pending > 0) await new Promise<void>((resolve) => (onEmpty = resolve))
    }
  }
}
