import type { AdapterContext } from '../../contracts/adapter.ts'
import type { TraceEntry } from '../../contracts/trace.ts'
import type { Call, Model, Output } from './model/entities.ts'

/** What may wait of calls that are not told of yet: of each, and of all. */
const HELD_OF_ONE = 500
const HELD = 20_000

type NewEntry = Pick<TraceEntry, 'at' | 'kind' | 'name' | 'data'>

interface Held {
  readonly entries: TraceEntry[]
  dropped: number
}

interface TraceKeeper {
  /** A thing that was taken in, to each of the calls it was about, with what was told of that call. */
  give(calls: Iterable<Call>, entry: NewEntry, outputs: readonly Output[]): void
  /** To a call that has not begun; it is handed over when a call of this id is told of. */
  hold(id: string, entry: NewEntry): void
  /** To a call that began and ended at once. */
  giveEnded(id: string, entry: NewEntry, outputs: readonly Output[]): void
}

const NOTHING: TraceEntry['told'] = []

function toldOf(subject: string, outputs: readonly Output[]): TraceEntry['told'] {
  if (outputs.length === 0) return NOTHING
  return outputs
    .filter((output) => output.subject === subject)
    .map(({ type, snapshot }) => ({ type, subject, snapshot }))
}

/**
 * Hands traces to the host. Nobody hears of a call before it is told: until then its entries wait here, and go with it if
 * it turns out to be another; those of a call that is never told are forgotten.
 */
export function createTraceKeeper(
  model: Model,
  trace: NonNullable<AdapterContext<unknown>['trace']>,
  { clock, count }: Pick<AdapterContext<unknown>, 'clock' | 'count'>
): TraceKeeper {
  const held = new Map<string, Held>()
  const known = new WeakSet<Call>()
  let waiting = 0
  let sweepAt = 1_000
  let sequence = clock.now() * 1000

  /** Between two numbers there is room for a call's settings before an entry, and for a gap after it. */
  const STEP = 4
  const number = (entry: NewEntry, told: TraceEntry['told'] = NOTHING): TraceEntry => ({ ...entry, sequence, told })
  const settings = ({ at }: NewEntry): TraceEntry => ({
    ...{ sequence: sequence - 1, at, kind: 'settings', name: 'hub.yaml', data: model.dialplan, told: NOTHING }
  })

  const forget = (id: string): void => {
    waiting -= held.get(id)?.entries.length ?? 0
    held.delete(id)
  }

  const sweep = (): void => {
    for (const id of [...held.keys()]) if (!model.calls.has(id) && !model.expected.has(id)) forget(id)
    sweepAt = Math.max(1_000, held.size * 2)
  }

  const keep = (id: string, entry: TraceEntry): void => {
    if (held.size >= sweepAt) sweep()
    const own = held.get(id) ?? { entries: [], dropped: 0 }
    held.set(id, own)
    if (own.entries.length >= HELD_OF_ONE || waiting >= HELD) {
      own.dropped++
      count('trace_dropped')
      return
    }
    own.entries.push(entry)
    waiting++
  }

  const release = (subject: string, ids: readonly string[], at: number): void => {
    for (const id of ids) {
      const own = held.get(id)
      if (own === undefined) continue
      for (const entry of own.entries) trace(subject, entry)
      const after = (own.entries.at(-1)?.sequence ?? sequence) + 1
      const data = { dropped: own.dropped }
      if (own.dropped > 0) trace(subject, { sequence: after, at, kind: 'gap', name: 'gap', data, told: NOTHING })
      forget(id)
    }
  }

  const hand = (call: Call, entry: TraceEntry): void => {
    const isNew = !known.has(call)
    if (isNew) known.add(call)
    if (call.told === '') {
      if (isNew) keep(call.id, settings(entry))
      keep(call.id, entry)
    } else {
      if (held.size > 0) release(call.subject, call.ids, entry.at)
      if (isNew) trace(call.subject, settings(entry))
      trace(call.subject, entry)
    }
    if (call.endedAt !== null) for (const id of call.ids) forget(id)
  }

  return {
    give(calls, entry, outputs) {
      sequence += STEP
      const now = new Set<Call>()
      for (const call of calls) now.add(model.calls.get(call.id) ?? call)
      for (const call of now) hand(call, number(entry, toldOf(call.subject, outputs)))
    },
    hold(id, entry) {
      sequence += STEP
      keep(id, number(entry))
    },
    giveEnded(id, entry, outputs) {
      sequence += STEP
      const subject = `${model.dialplan.source}:${id}`
      trace(subject, settings(entry))
      release(subject, [id], entry.at)
      trace(subject, number(entry, toldOf(subject, outputs)))
    }
  }
}
