import { createParameters, keepPlan, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'

/** What is looked for: rows of `table` that meet `wanted`, all of which meet `base`, of which an index by id exists. */
interface Quarry {
  readonly table: 'contact' | 'interaction'
  readonly base?: string
  /** Conditions on the row, a contact `c` or an interaction `i`. The first should have an index that finds its rows. */
  readonly wanted: (put: Put) => readonly string[]
  /** Few rows have it: the index is asked as soon as the first look finds none. */
  readonly isRare?: boolean
}

/** So many rows are looked at first; and so many more, when hardly any of them was one, before the index is asked. */
const PROBE = 400
const SECOND_PROBE = 1_200
const MAX_SCAN = 6_000
/** They do not lie evenly. */
const MARGIN = 1.5
/** How many quarters the index is asked about at once, the newest first: what is newest is wanted most. */
const QUARTERS = [1, 1, 4]

/**
 * The ids of the newest, newest first. A common word is quickly met among the newest rows, and a rare one has few rows in
 * its index; so the newest are looked at first, and the index only for what is rare among them: never are the thousands of
 * rows with a common word fetched and sorted.
 */
export async function newestIds(db: Db, quarry: Quarry, before: string | undefined, limit: number): Promise<string[]> {
  const found: string[] = []
  let last = before
  let seen = 0
  const look = async (rows: number): Promise<boolean> => {
    const next = await scan(db, quarry, last, rows)
    found.push(...next.hits)
    last = next.last
    seen += rows
    return found.length < limit && last !== undefined
  }
  let goesOn = await look(PROBE)
  // One in a hundred is often not among them, and has thousands of rows in the index.
  if (goesOn && found.length < 2 && !quarry.isRare) goesOn = await look(SECOND_PROBE)
  while (goesOn && found.length > 1 && seen < MAX_SCAN) {
    const more = Math.ceil((MARGIN * seen * (limit - found.length)) / found.length)
    if (more > 2 * MAX_SCAN) break
    // When the last one or two are missing, the index would fetch all there are.
    goesOn = await look(Math.min(Math.max(more, PROBE), MAX_SCAN))
  }
  if (found.length >= limit || last === undefined) return found.slice(0, limit)
  for (const from of windowsOf(quarry, last)) {
    found.push(...(await seek(db, quarry, last, from, limit - found.length)))
    if (found.length >= limit || from === undefined) break
    last = from
  }
  return found
}

/** Looks at the next rows one by one. `last`: where it stopped; undefined when there are no more. */
async function scan(db: Db, { table, base, wanted }: Quarry, before: string | undefined, rows: number) {
  const row = table[0]
  const { put, values } = createParameters()
  const hit = wanted(put).join(' and ')
  const where = [...(base ? [base] : []), ...(before ? [`${row}.id < ${put(before)}`] : [])]
  const text = `with seen as materialized (select ${row}.id, (${hit}) as hit from ${table} ${row}
       ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by ${row}.id desc limit ${rows}),
     size as (select count(*)::int as n, (array_agg(id order by id))[1] as last from seen)
     select id, hit, n from seen cross join size where hit or id = last order by id desc`
  const { rows: seen } = await db.query<{ id: string; hit: boolean; n: number }>(
    rows === PROBE || rows === SECOND_PROBE ? keepPlan(text, values) : { text, values }
  )
  const hits = seen.filter((row) => row.hit).map(({ id }) => id)
  return { hits, last: (seen[0]?.n ?? 0) < rows ? undefined : seen.at(-1)?.id }
}

/** Asks the index for ids below `before`, from `from` on. Not with `base`: the planner would prefer its index. */
async function seek(
  db: Db,
  { table, wanted }: Quarry,
  before: string,
  from: string | undefined,
  limit: number
): Promise<string[]> {
  const row = table[0]
  const { put, values } = createParameters()
  const where = [...wanted(put), `${row}.id < ${put(before)}`]
  if (from !== undefined) where.push(`${row}.id >= ${put(from)}`)
  // The offset keeps the order away from the index by id, through which all rows would be looked at.
  const { rows } = await db.query<{ id: string }>(
    `select id from (select ${row}.id from ${table} ${row} where ${where.join(' and ')} offset 0) hit
     order by id desc limit ${put(limit)}`,
    values
  )
  return rows.map(({ id }) => id)
}

/**
 * Where windows of time begin, as ids; undefined: with the first. They are whole quarters, as the history lies by its ids:
 * in each the index finds all rows or none.
 */
function windowsOf({ table }: Quarry, before: string): (string | undefined)[] {
  if (table === 'contact') return [undefined]
  const at = new Date(Number.parseInt(before.replaceAll('-', '').slice(0, 12), 16))
  let quarter = Math.floor(at.getUTCMonth() / 3) + 1
  const begins = QUARTERS.map((count) => {
    quarter -= count
    return firstIdAt(Date.UTC(at.getUTCFullYear(), quarter * 3))
  })
  return [...begins, undefined]
}

function firstIdAt(ms: number): string {
  const hex = Math.max(ms, 0).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
