/** One difference between two states; `null` where there is nothing. */
interface Change {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

type Fields = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What tells one item of a list from another. */
function nameOf(item: unknown, place: number): string {
  if (!isObject(item)) return String(item)
  return String(item['key'] ?? item['id'] ?? place)
}

const byName = (list: unknown): Map<string, unknown> =>
  new Map(Array.isArray(list) ? list.map((item, place) => [nameOf(item, place), item]) : [])

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === 0

function compare(field: string, from: unknown, to: unknown, found: Change[]): void {
  if (Array.isArray(from) || Array.isArray(to)) {
    const [before, after] = [byName(from), byName(to)]
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const [old, now] = [before.get(name), after.get(name)]
      if (old !== undefined && now !== undefined) compare(`${field}[${name}]`, old, now, found)
      else found.push({ field: `${field}[${name}]`, from: old ?? null, to: now ?? null })
    }
  } else if (isObject(from) || isObject(to)) {
    const [before, after] = [isObject(from) ? from : {}, isObject(to) ? to : {}]
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(field === '' ? key : `${field}.${key}`, before[key], after[key], found)
  } else if (from !== to && !(from === undefined && isNothing(to))) {
    found.push({ field, from: from ?? null, to: to ?? null })
  }
}

/** What differs between two states, field by field: `remote.raw`, `participants[PJSIP/101].answeredAt`. */
export function changesBetween(from: unknown, to: unknown): Change[] {
  const found: Change[] = []
  compare('', from, to, found)
  return found
}
