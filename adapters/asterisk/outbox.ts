import type { AdapterContext } from '../../contracts/adapter.ts'
import type { CallEvent, ContactEvent, FeedGapEvent } from '../../contracts/event.ts'
import { createKeeper } from './keeper.ts'
import type { Output } from './model/entities.ts'
import type { CallRecord } from './model/record.ts'
import { isoOf } from './model/view.ts'

/** How many events may wait to become durable before the PBX's messages are made to wait. */
const FULL = 5000
/**
 * A mere update waits this long: what follows it within a moment (the hang-up after the bridge was left) says it too.
 */
const UPDATE_WAITS_MS = 20

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

interface Gap {
  /** Milliseconds since the epoch, by our clock. */
  readonly fromMs: number
  readonly toMs: number
  readonly reason: string
  /** The calls that are known since the PBX was asked, */
  readonly known: readonly { readonly subject: string }[]
  /** which was then, by its own clock. */
  readonly askedMs: number
}

/** What had begun so long before the PBX was asked is in its answer, however its clock was read. */
const SURELY_BEFORE_MS = 1_000

/** The link was down between two moments: what happened then was mended, not heard. */
export function gapEvent(instance: string, { fromMs, toMs, reason, known, askedMs }: Gap): FeedGapEvent {
  const version = Math.floor((askedMs - SURELY_BEFORE_MS) * 1000)
  const calls = [...new Set(known.map(({ subject }) => subject))]
  const subject = `asterisk:${instance}:link`
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
  return {
    specversion: '1.0',
    id: `${subject}@${version}`,
    source: `/asterisk/${instance}`,
    type: 'feed.gap',
    subject,
    time: to,
    datacontenttype: 'application/json',
    data: { version, instance, from, to, reason: reason.slice(0, 500), calls }
  }
}

/** How a call is remembered whose end may not have been told yet. */
export interface EndRecord {
  readonly ended: ContactEvent
}

/**
 * From the model to the bus. A call is remembered before each of its events is told, over the same connection, so that
 * the process may be killed at any moment: the next start knows every call that was told of, and tells an end again
 * that may not have got through. `onRoom` is called when a full outbox has emptied by half.
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
  const keeper = createKeeper(context)
  /** Updates that wait for something newer of their call. */
  const updates = new Map<string, { output: Output; readonly cancel: () => void }>()

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

  const send = async (output: Output) => {
    const key = stateKey(output.subject)
    const event = eventOf(context.instance, output)
    if (output.type === 'call.ended') {
      void keeper.keep(key, { ended: event } satisfies EndRecord)
      await context.emit(event)
      return keeper.keep(key, undefined)
    }
    const record = recordOf(output.subject)
    if (record !== undefined) void keeper.keep(key, record)
    await context.emit(event)
    for (const merged of output.type === 'call.merged' ? output.snapshot.merged : []) {
      await keeper.keep(stateKey(merged), undefined)
    }
  }

  const put = (output: Output) => run(() => send(output), { subject: output.subject })
  const release = (subject: string): Output | undefined => {
    const waiting = updates.get(subject)
    waiting?.cancel()
    updates.delete(subject)
    return waiting?.output
  }
  const take = (output: Output) => {
    const { type, subject, snapshot } = output
    const waiting = updates.get(subject)
    if (type === 'call.updated' && waiting) waiting.output = output
    else if (type === 'call.updated') {
      const cancel = context.clock.after(UPDATE_WAITS_MS, () => {
        const last = release(subject)
        if (last) put(last)
      })
      updates.set(subject, { output, cancel })
    } else {
      for (const old of [subject, ...snapshot.merged]) release(old)
      put(output)
    }
  }

  return {
    push(outputs) {
      if (!closing) for (const output of outputs) take(output)
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
      for (const subject of [...updates.keys()]) {
        const last = release(subject)
        if (last) put(last)
      }
      if (pending > 0) await new Promise<void>((resolve) => (onEmpty = resolve))
      await keeper.close()
    }
  }
}
