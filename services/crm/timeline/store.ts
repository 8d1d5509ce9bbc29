import type { TimelineItem, TimelineKind } from '../../../contracts/timeline.ts'
import { INTERACTION } from '../interactions/shape.ts'
import { DEFAULT_LIMIT, type Place } from '../paging.ts'
import { createParameters, keepPlan, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesInteraction, seesRecord } from '../visibility.ts'

interface Page {
  /** Names the records of the contact, an array. */
  readonly records: string
  readonly kinds: readonly TimelineKind[]
  readonly before: Place | undefined
  readonly limit: number
  readonly sight: Sight
  readonly put: Put
}

/**
 * What stands in a timeline: statements with the columns at, id, kind and item (JSON, without kind and time), each newest
 * first and no longer than the page. Undefined where none of the kinds that are wanted come from it. Whatever else happens
 * with a person is added here.
 */
const SOURCES: readonly ((page: Page) => string | undefined)[] = [interactions, tasks, merges]

const CHANNELS: readonly TimelineKind[] = ['call', 'email', 'form', 'chat', 'crm']

function interactions({ records, kinds, before, limit, sight, put }: Page): string | undefined {
  const channels = CHANNELS.filter((channel) => kinds.includes(channel))
  if (channels.length === 0) return undefined
  const where = ['i.contact_id = record']
  if (channels.length < CHANNELS.length) where.push(`i.channel = any(${put(channels)})`)
  const seen = seesInteraction(sight, put, 'i')
  if (seen !== undefined) where.push(seen)
  if (before) where.push(`(i.started_at, i.id) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`)
  return `select i.started_at as at, i.id, i.channel as kind, ${INTERACTION} as item
    from (select i.* from unnest(${records}) record cross join lateral (select i.* from interaction i
        where ${where.join(' and ')} order by i.started_at desc, i.id desc limit ${limit}) i
      order by i.started_at desc, i.id desc limit ${limit}) i`
}

/** A task stands where it was given. */
function tasks({ records, kinds, before, limit, put }: Page): string | undefined {
  if (!kinds.includes('task')) return undefined
  const where = [`contact_id = any(${records})`]
  if (before) where.push(`(created_at, id) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`)
  return `select t.created_at as at, t.id, 'task' as kind, json_build_object('task', task_json(t)) as item
    from (select * from task where ${where.join(' and ')} order by created_at desc, id desc limit ${limit}) t`
}

/** A merge stands with all whom it made one, also when it was undone. */
function merges({ records, kinds, before, limit, sight, put }: Page): string | undefined {
  if (!kinds.includes('merge')) return undefined
  const where = [`(m.winner_id = any(${records}) or m.loser_ids && ${records})`]
  const seen = seesRecord(sight, put, 'm.winner_id')
  if (seen !== undefined) where.push(seen)
  if (before) where.push(`(m.at, m.id) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`)
  return `select m.at, m.id, 'merge' as kind, json_build_object('merge', merge_json(m)) as item
    from (select * from contact_merge m where ${where.join(' and ')} order by m.at desc, m.id desc limit ${limit}) m`
}

interface Row {
  readonly at: Date
  readonly id: string
  readonly item: TimelineItem
}

type Found = Pick<Row, 'at' | 'id'> & { readonly kind: TimelineKind; readonly item: object }

/** Everything with a contact, newest first, from `before` on. Undefined when there is no such contact. */
export async function readTimeline(
  db: Db,
  { contact, limit, ...page }: Pick<Page, 'kinds' | 'before' | 'sight'> & { contact: string; limit: number }
): Promise<Row[] | undefined> {
  const { put, values } = createParameters()
  const whole = `select contact_records(root_id) as records from contact where id = ${put(contact)}`
  const asked = { ...page, records: '(select records from who)::uuid[]', limit: Math.trunc(limit), put }
  const sources = SOURCES.flatMap((source) => source(asked) ?? [])
  const text = `with who as materialized (${whole})
    select * from (${sources.map((source) => `(${source})`).join(' union all ')}) item
    order by at desc, id desc limit ${asked.limit}`
  const { rows } = await db.query<Found>(limit === DEFAULT_LIMIT + 1 ? keepPlan(text, values) : { text, values })
  if (rows.length === 0 && !(await isThere(db, contact))) return undefined
  // Into what was parsed: a copy of so many properties with two more lives until Node collects old garbage.
  return rows.map(({ at, id, kind, item }) => ({
    at,
    id,
    item: Object.assign(item, { kind, at: at.toISOString() }) as TimelineItem
  }))
}

async function isThere(db: Db, contact: string): Promise<boolean> {
  const { rowCount } = await db.query('select from contact where id = $1', [contact])
  return rowCount === 1
}
