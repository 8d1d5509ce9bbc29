import type { TimelineItem, TimelineKind } from '../../../contracts/timeline.ts'
import type { Place } from '../paging.ts'
import { createParameters, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesInteraction, seesRecord } from '../visibility.ts'

interface Page {
  /** Names the records of the contact, an array. */
  readonly records: string
  readonly kinds: readonly TimelineKind[]
  readonly before: Place | undefined
  readonly limit: string
  readonly sight: Sight
  readonly put: Put
}

/**
 * What stands in a timeline: statements with the columns at, id and item (JSON), each newest first and no longer than the
 * page. Undefined where none of the kinds that are wanted come from it. Whatever else happens with a person is added here.
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
  return `select i.started_at as at, i.id,
      interaction_json(i) || jsonb_build_object('kind', i.channel, 'at', iso(i.started_at)) as item
    from (select i.* from unnest(${records}) record cross join lateral (select i.* from interaction i
        where ${where.join(' and ')} order by i.started_at desc, i.id desc limit ${limit}) i
      order by i.started_at desc, i.id desc limit ${limit}) i`
}

/** A task stands where it was given. */
function tasks({ records, kinds, before, limit, put }: Page): string | undefined {
  if (!kinds.includes('task')) return undefined
  const where = [`contact_id = any(${records})`]
  if (before) where.push(`(created_at, id) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`)
  return `select t.created_at as at, t.id,
      jsonb_build_object('kind', 'task', 'at', iso(t.created_at), 'task', task_json(t)) as item
    from (select * from task where ${where.join(' and ')} order by created_at desc, id desc limit ${limit}) t`
}

/** A merge stands with all whom it made one, also when it was undone. */
function merges({ records, kinds, before, limit, sight, put }: Page): string | undefined {
  if (!kinds.includes('merge')) return undefined
  const where = [`(m.winner_id = any(${records}) or m.loser_ids && ${records})`]
  const seen = seesRecord(sight, put, 'm.winner_id')
  if (seen !== undefined) where.push(seen)
  if (before) where.push(`(m.at, m.id) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`)
  return `select m.at, m.id, jsonb_build_object('kind', 'merge', 'at', iso(m.at), 'merge', merge_json(m)) as item
    from (select * from contact_merge m where ${where.join(' and ')} order by m.at desc, m.id desc limit ${limit}) m`
}

interface Row {
  readonly at: Date
  readonly id: string
  readonly item: TimelineItem
}

/** Everything with a contact, newest first, from `before` on. Undefined when there is no such contact. */
export async function readTimeline(
  db: Db,
  { contact, limit, ...page }: Pick<Page, 'kinds' | 'before' | 'sight'> & { contact: string; limit: number }
): Promise<Row[] | undefined> {
  const { put, values } = createParameters()
  const asked = { ...page, records: `${put(await recordsOf(db, contact))}::uuid[]`, limit: put(limit), put }
  if ((values[0] as string[]).length === 0) return undefined
  const sources = SOURCES.flatMap((source) => source(asked) ?? [])
  if (sources.length === 0) return []
  const { rows } = await db.query<Row>(
    `select * from (${sources.map((source) => `(${source})`).join(' union all ')}) item
     order by at desc, id desc limit ${asked.limit}`,
    values
  )
  return rows
}

/** The records of whom the contact is now; none when there is no such contact. */
async function recordsOf(db: Db, contact: string): Promise<string[]> {
  const { rows } = await db.query<{ records: string[] }>({
    name: 'records-of-contact',
    text: 'select contact_records(root_id) as records from contact where id = $1',
    values: [contact]
  })
  return rows[0]?.records ?? []
}
