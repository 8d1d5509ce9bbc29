import { readFile } from 'node:fs/promises'
import { Value } from 'typebox/value'
import type { AdapterManifest, Replayed } from '../../contracts/adapter.ts'
import type { CallSnapshot } from '../../contracts/call.ts'
import { InteractionTrace, type TraceItem, type TraceTold } from '../../contracts/trace.ts'
import { changesBetween } from '../kit/changes.ts'
import { microsecondsOf } from '../kit/microseconds.ts'
import { discoverAdapters } from './discover.ts'

/** A trace that cannot be replayed; the message says why. */
class NotReplayable extends Error {
  override readonly name = 'NotReplayable'
}

/** What the API answered: one page, or all pages of a trace as a list. */
function readPages(text: string): InteractionTrace {
  const value: unknown = JSON.parse(text)
  const pages = Array.isArray(value) ? value : [value]
  for (const page of pages) {
    if (Value.Check(InteractionTrace, page)) continue
    const [fault] = Value.Errors(InteractionTrace, page)
    throw new NotReplayable(
      `this is not a trace as the API answers it: ${fault?.instancePath || '/'} ${fault?.message}`
    )
  }
  const [first] = pages as InteractionTrace[]
  if (first === undefined || first.items.length === 0) throw new NotReplayable('there is nothing in this trace')
  if (pages.some(({ masked }) => masked)) {
    throw new NotReplayable('this trace is masked: ask for it as a supervisor, an administrator or with the API key')
  }
  if (pages.at(-1)?.nextCursor !== null) {
    throw new NotReplayable(
      'this is not the whole trace: ask with a greater limit, or put all pages into one JSON list'
    )
  }
  return { ...first, items: pages.flatMap(({ items }) => items) }
}

function replayItems(manifest: AdapterManifest | undefined, items: readonly TraceItem[]): readonly Replayed[] {
  if (!manifest?.replay) throw new NotReplayable('there is no replay for this system')
  return manifest.replay(items.map(({ changes: _, at, ...item }) => ({ ...item, at: microsecondsOf(at) })))
}

const bySubject = (told: readonly TraceTold[]): Map<string, TraceTold> =>
  new Map(told.map((telling) => [telling.subject, telling]))

/** One line for every field that is told otherwise than it was. */
function differences(items: readonly TraceItem[], replayed: readonly Replayed[]): string[] {
  return items.flatMap(({ sequence, at, name, told }, place) => {
    const then = bySubject(told)
    const now = bySubject(replayed[place]?.told ?? [])
    return [...new Set([...then.keys(), ...now.keys()])].flatMap((subject) =>
      differ(then.get(subject), now.get(subject)).map((line) => `${at} #${sequence} ${name}: ${subject}: ${line}`)
    )
  })
}

function differ(then: TraceTold | undefined, now: TraceTold | undefined): string[] {
  if (then === undefined) return [`told nothing then, tells ${now?.type} now`]
  if (now === undefined) return [`told ${then.type} then, tells nothing now`]
  const changes = changesBetween({ type: then.type, ...then.snapshot }, { type: now.type, ...now.snapshot })
  return changes.map(({ field, from, to }) => `${field}: ${JSON.stringify(from)} then, ${JSON.stringify(to)} now`)
}

/** The last word on each call that is no part of another. */
function interactionsOf(replayed: readonly Replayed[]): Map<string, CallSnapshot> {
  const last = new Map<string, CallSnapshot>()
  for (const { subject, snapshot } of replayed.flatMap(({ told }) => told)) {
    last.set(subject, snapshot)
    for (const merged of snapshot.merged) last.delete(merged)
  }
  return last
}

/**
 * Puts the trace in a file through today's model and says what it makes of it, and what it tells otherwise than was told
 * then. Answers the exit code: 0 the same, 1 different, 2 not replayable.
 */
export async function replayFile(file: string | undefined, say: (line: string) => void): Promise<0 | 1 | 2> {
  try {
    if (file === undefined) throw new NotReplayable('name a file: npm run replay -- trace.json')
    const { source, items } = readPages(await readFile(file, 'utf8'))
    const replayed = replayItems((await discoverAdapters()).get(source.system), items)
    for (const [subject, snapshot] of interactionsOf(replayed)) say(`${subject} ${JSON.stringify(snapshot, null, 2)}`)
    for (const { kind, at, data } of items)
      if (kind === 'gap') say(`${at} something is missing: ${JSON.stringify(data)}`)
    const found = differences(items, replayed)
    for (const line of found) say(line)
    const told = items.reduce((sum, item) => sum + item.told.length, 0)
    say(`${items.length} entries, ${told} tellings then, ${found.length} differences now`)
    return found.length === 0 ? 0 : 1
  } catch (err) {
    const isExpected = [NotReplayable, SyntaxError, RangeError].some((kind) => err instanceof kind) || isMissing(err)
    if (!isExpected) throw err
    say(`cannot replay: ${(err as Error).message}`)
    return 2
  }
}

const isMissing = (err: unknown): boolean => ['ENOENT', 'EACCES', 'EISDIR'].includes((err as { code: string }).code)
