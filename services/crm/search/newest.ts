import { createParameters, keepPlan, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'

/** What is looked for: rows of `table` that meet `wanted`, all of which meet `base`, of which an index by id exists. */
interface Quarry {
  readonly table: 'contact' | 'interaction'
  readonly base?: string
  /** Conditions on the row, a contact `c` or an interaction `i`. The first should have an index that finds its rows. */
  readonly wanted: (put: Put) => readonly string[]
}

/** So many rows are looked at first, so many then if that is worth while, and so many each time after. */
const LOOKS = [400, 1_600, 6_400] as const
/** A row that the index finds costs as much as so many that are looked at: it lies anywhere. */
const FETCH_COSTS = { contact: 6, interaction: 3 }
/** The index is asked about all contacts at once, and about interactions by quarters. */
const ALL_CONTACTS = 1_000_000
const QUARTER_MS = 92 * 86_400_000
/** How many quarters the index is asked about at once, the newest first: what is newest is wanted most. */
const QUARTERS = [1, 1, 4]

/**
 * The ids of the newest, newest first. A common word is quickly met among the newest rows, and a rare one has few rows in
 * its index; so the newest are looked at as long as that costs less than what the index would find: never are the thousands
 * of rows with a common word fetched and sorted.
 */
export async function newestIds(db: Db, quarry: Quarry, before: string | undefined, limit: number): Promise<string[]> {
  const found: string[] = []
  const seen = { rows: 0, inIndex: 0, newest: '', last: before }
  for (let look = 0; ; look++) {
    const rows = LOOKS[look] ?? LOOKS[2]
    const { hits, more } = await scan(db, quarry, seen.last, rows, limit - found.length)
    found.push(...hits)
    if (!more) return found
    seen.rows += rows
    seen.inIndex += more.inIndex ?? hits.length
    seen.newest ||= more.first
    seen.last = more.last
    const inWindow =
      quarry.table === 'contact'
        ? ALL_CONTACTS
        : (seen.rows * QUARTER_MS) / Math.max(msOf(seen.newest) - msOf(more.last), 1)
    const progress = { seen: seen.rows, found: found.length, inIndex: seen.inIndex, missing: limit - found.length }
    if (!isIndexCheaper(progress, inWindow, FETCH_COSTS[quarry.table])) continue
    return [...found, ...(await seekAll(db, quarry, more.last, limit - found.length))]
  }
}

interface Progress {
  readonly seen: number
  readonly found: number
  /** So many of the seen ones the index has, also without what else is wanted. */
  readonly inIndex: number
  readonly missing: number
}

/** Whether to look at one row after the other costs more than what the index finds among the next `inWindow` rows. */
export function isIndexCheaper(
  { seen, found, inIndex, missing }: Progress,
  inWindow: number,
  fetchCosts: number
): boolean {
  const toLookAt = (missing * seen) / Math.max(found, 1)
  const toFetch = (inWindow * Math.max(inIndex, 1)) / seen
  return toFetch * fetchCosts < toLookAt
}

interface Looked {
  readonly hits: readonly string[]
  /** When not enough were found, and there are more rows. `inIndex`: null where all that the index has are hits. */
  readonly more: { readonly first: string; readonly last: string; readonly inIndex: number | null } | undefined
}

/** Looks at the next rows one by one, until enough are found. */
async function scan(
  db: Db,
  { table, base, wanted }: Quarry,
  before: string | undefined,
  rows: number,
  missing: number
): Promise<Looked> {
  const row = table[0]
  const { put, values } = createParameters()
  const conditions = wanted(put)
  const enough = put(missing)
  const where = [...(base ? [base] : []), ...(before ? [`${row}.id < ${put(before)}`] : [])]
  const next = (what: string): string => `select ${row}.id${what} from ${table} ${row}
    ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by ${row}.id desc limit ${rows}`
  const [inIndex, counted] =
    conditions.length > 1
      ? [`, (${conditions[0]}) as in_index`, 'count(*) filter (where in_index)::int']
      : ['', 'null::int']
  const text = `with hit as materialized (
      select id from (${next(`, (${conditions.join(' and ')}) as hit`)}) seen where hit limit ${enough}::int),
    size as materialized (select count(*)::int as n, array_agg(id order by id desc) as ids, ${counted} as in_index
      from (${next(inIndex)}) seen where (select count(*) from hit) < ${enough}::int)
    select array(select id from hit) as hits, n, ids[1] as first, ids[n] as last, in_index as "inIndex" from size`
  const config = rows === LOOKS[2] ? { text, values } : keepPlan(text, values) // to plan it is little beside so long a look
  const { rows: answer } = await db.query<Answer>(config)
  const { hits, n, first, last, inIndex: known } = answer[0] as Answer
  return { hits, more: n < rows ? undefined : { first, last, inIndex: known } }
}

interface Answer {
  readonly hits: string[]
  readonly n: number
  readonly first: string
  readonly last: string
  readonly inIndex: number | null
}

async function seekAll(db: Db, quarry: Quarry, before: string, missing: number): Promise<string[]> {
  const found: string[] = []
  let last = before
  for (const from of windowsOf(quarry, last)) {
    found.push(...(await seek(db, quarry, last, from, missing - found.length)))
    if (found.length >= missing || from === undefined) break
    last = from
  }
  return found
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
  const at = new Date(msOf(before))
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

/** When an id was made. */
const msOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
