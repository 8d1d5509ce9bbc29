import type { Replayed } from '../../contracts/adapter.ts'
import type { FailureReason } from '../../contracts/call.ts'
import type { TraceEntry } from '../../contracts/trace.ts'
import { dropChannel } from './model/calls.ts'
import type { Dialplan, Expected, Model, Output } from './model/entities.ts'
import { expectCall, failExpected } from './model/expected.ts'
import { audit, mend } from './model/mend.ts'
import type { AmiMessage } from './model/message.ts'
import type { Picture } from './model/picture.ts'
import { type CallRecord, restore } from './model/record.ts'
import { createModel, reduce } from './model/reduce.ts'

/** What the adapter knew when it started anew takes the place of what the model knows of that call. */
function restoreAnew(model: Model, record: CallRecord): Output[] {
  const ids = new Set([record.call.id, ...record.call.ids])
  for (const id of ids) {
    const call = model.calls.get(id)
    for (const channel of [...(call?.channels ?? [])]) dropChannel(model, channel)
    model.calls.delete(id)
  }
  restore(model, structuredClone(record))
  return []
}

interface PictureOfCall {
  readonly picture: Picture
  /** The channels that it is about: of all others it says nothing. */
  readonly scope: readonly string[]
  readonly lastSeen: number
  readonly endsWaiting: readonly string[]
}

/** Mends one call; the others of this interaction stay as they are, they have a picture of their own. */
function mendCall(model: Model, { picture, scope, lastSeen, endsWaiting }: PictureOfCall, at: number): Output[] {
  const own = new Set(scope)
  const others = [...model.channels.values()].filter(({ id }) => !own.has(id))
  const queued = others.flatMap(({ id, queue }) => (queue === null ? [] : [{ id, queue }]))
  const parkedOthers = others.filter(({ parked }) => parked).map(({ id }) => id)
  const whole = {
    ...picture,
    waiting: picture.waiting && [...picture.waiting, ...queued],
    parked: picture.parked && [...picture.parked, ...parkedOthers]
  }
  return mend(model, whole, at, lastSeen, [...endsWaiting, ...others.map(({ id }) => id)])
}

/** One entry into the model. What it does not know of says nothing. */
function apply(model: Model, { kind, at, data }: TraceEntry): Output[] {
  switch (kind) {
    case 'message':
      return reduce(model, data as AmiMessage, at / 1000)
    case 'picture':
      return mendCall(model, data as PictureOfCall, at)
    case 'missing': {
      const gone = new Set((data as { ids: string[] }).ids)
      return audit(model, gone, new Set(), gone, at).outputs
    }
    case 'expected': {
      const { id, call } = data as { id: string; call: Expected }
      expectCall(model, id, call)
      return []
    }
    case 'failed': {
      const { id, reason } = data as { id: string; reason: FailureReason }
      return failExpected(model, id, reason, at)
    }
    case 'restored':
      return restoreAnew(model, data as CallRecord)
    case 'settings':
    case 'gap':
      return []
  }
}

const isDialplan = (value: unknown): value is Dialplan =>
  typeof value === 'object' && value !== null && 'source' in value && 'endpoint' in value && 'trunks' in value

/**
 * Puts the entries of a trace, in the order of their sequence, through today's model. Throws a RangeError if the trace does not say how
 * this PBX is to be read.
 */
export function replayTrace(entries: readonly TraceEntry[]): Replayed[] {
  const first = entries.find(({ kind }) => kind === 'settings')?.data
  if (!isDialplan(first))
    throw new RangeError("the beginning of the trace is missing: it has no entry of kind 'settings'")
  let dialplan = first
  let model = createModel(dialplan)
  return entries.map((entry) => {
    // An adapter that was started with other settings begins afresh: it is told what it knew of each call.
    if (isDialplan(entry.data) && JSON.stringify(entry.data) !== JSON.stringify(dialplan)) {
      dialplan = entry.data
      model = createModel(dialplan)
    }
    const told = apply(model, entry).map(({ type, subject, snapshot }) => ({ type, subject, snapshot }))
    return { sequence: entry.sequence, told }
  })
}
