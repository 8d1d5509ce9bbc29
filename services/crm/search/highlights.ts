import type { Fragment, Highlight } from '../../../contracts/search.ts'

const BEGIN = '\u0002'
const END = '\u0003'
const AROUND = 70
const MAX_EXCERPTS = 2

type Range = readonly [from: number, to: number]

/** A text that may have been found. */
export interface Field {
  readonly field: string
  readonly text: string
}

/**
 * The parts of a field in which something was found; undefined when nothing was. `marked` are readings of the beginning of
 * its text with each hit between U+0002 and U+0003; but for these they are as long as what they are a reading of.
 */
export function highlightOf({ field, text }: Field, marked: readonly string[]): Highlight | undefined {
  if (text.includes(BEGIN) || text.includes(END)) return undefined
  const hits = joined(marked.flatMap(rangesOf)).filter(([, to]) => to <= text.length)
  if (hits.length === 0) return undefined
  return { field, fragments: excerpts(text, hits) }
}

function rangesOf(marked: string): Range[] {
  const ranges: Range[] = []
  let at = 0
  let from = 0
  for (const sign of marked) {
    if (sign === BEGIN) from = at
    else if (sign === END) ranges.push([from, at])
    else at += sign.length
  }
  return ranges
}

/** In order, none touching another. */
function joined(ranges: readonly Range[]): Range[] {
  const result: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** What is around the first hits, in pieces; an ellipsis stands for what is left out. */
function excerpts(text: string, hits: readonly Range[]): Fragment[] {
  const parts = joined(hits.map(([from, to]) => around(text, from, to))).slice(0, MAX_EXCERPTS)
  const pieces: Fragment[] = []
  let shownTo = 0
  for (const [from, to] of parts) {
    if (from > shownTo) pieces.push({ text: '…', hit: false })
    let at = from
    for (const [hitFrom, hitTo] of hits.filter((hit) => hit[0] >= from && hit[1] <= to)) {
      if (hitFrom > at) pieces.push({ text: text.slice(at, hitFrom), hit: false })
      pieces.push({ text: text.slice(hitFrom, hitTo), hit: true })
      at = hitTo
    }
    if (to > at) pieces.push({ text: text.slice(at, to), hit: false })
    shownTo = to
  }
  if (shownTo < text.length) pieces.push({ text: '…', hit: false })
  return pieces
}

/** Widened to whole words. */
function around(text: string, from: number, to: number): Range {
  let begin = Math.max(0, from - AROUND)
  let end = Math.min(text.length, to + AROUND)
  while (begin > 0 && begin < from && /\S/.test(text[begin - 1] ?? '')) begin++
  while (end < text.length && end > to && /\S/.test(text[end] ?? '')) end--
  return [begin, end]
}

/** The part of a number that was typed. */
export function numberHighlight(
  field: string,
  number: string,
  { begins, digits }: { readonly begins: readonly string[]; readonly digits: string }
): Highlight | undefined {
  const bare = number.replace(/^\+/, '')
  const signs = number.length - bare.length
  const start = begins.map((begin) => begin.replace(/\D/g, '')).find((begin) => begin !== '' && bare.startsWith(begin))
  const hit: Range | undefined = start
    ? [0, start.length + signs]
    : bare.endsWith(digits)
      ? [number.length - digits.length, number.length]
      : undefined
  return hit && { field, fragments: excerpts(number, [hit]) }
}
