import type { CallSnapshot } from '../../../contracts/call.ts'
import type { TraceChange, TraceEntry, TraceItem, TraceTold } from '../../../contracts/trace.ts'
import { changesBetween } from '../../kit/changes.ts'
import { isoOfMicroseconds } from '../../kit/microseconds.ts'
import type { Traced } from './store.ts'

/** The entries of all subjects in one line, each once: a thing that concerned two of them was kept with both. */
function inOrder(traced: readonly Traced[]): TraceEntry[] {
  const bySequence = new Map<number, TraceEntry>()
  for (const [subject, entry] of traced) {
    const there = bySequence.get(entry.sequence)
    if (there === undefined) bySequence.set(entry.sequence, entry)
    else if (there.told.every((told) => told.subject !== subject))
      bySequence.set(entry.sequence, { ...there, told: [...there.told, ...entry.told] })
  }
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence)
}

function changesOf(told: readonly TraceTold[], last: Map<string, Partial<CallSnapshot>>): TraceChange[] {
  return told.flatMap(({ subject, snapshot }) => {
    const { version: _, ...now } = snapshot
    const before = last.get(subject)
    last.set(subject, now)
    return changesBetween(before, now).map((change) => ({ subject, ...change }))
  })
}

/** What made an interaction, in order, with what each thing changed. */
export function traceItems(traced: readonly Traced[]): TraceItem[] {
  const last = new Map<string, Partial<CallSnapshot>>()
  return inOrder(traced).map(({ sequence, at, kind, name, data, told }) => {
    const changes = changesOf(told, last)
    return { sequence, at: isoOfMicroseconds(at), kind, name, data, changes, told: [...told] }
  })
}
