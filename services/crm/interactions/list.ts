import type { Interaction } from '../../../contracts/interaction.ts'
import type { Place } from '../paging.ts'
import { createParameters, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { conditionsOf, type InteractionFilter, tookPart } from './filter.ts'

/** Newest first, from `before` on. */
export async function listInteractions(
  db: Db,
  filter: InteractionFilter,
  before: Place | undefined,
  limit: number
): Promise<Interaction[]> {
  const { put, values } = createParameters()
  const { rows } = await db.query<{ interaction: Interaction }>(statementOf(filter, before, limit, put), values)
  return rows.map(({ interaction }) => interaction)
}

/**
 * What narrows the list most leads: the records of a contact, else the people. Each of them has its interactions in order
 * in an index, of which only the newest are read.
 */
function statementOf(filter: InteractionFilter, before: Place | undefined, limit: number, put: Put): string {
  const { contact, users, ...rest } = filter
  const where = conditionsOf(users !== undefined && contact === undefined ? withoutOutcome(rest) : rest, put)
  const last = put(limit)
  const newest = (at: string, id: string): string => `order by ${at} desc, ${id} desc limit ${last}`
  const onwards = (at: string, id: string): string[] =>
    before ? [`(${at}, ${id}) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`] : []
  const all = (conditions: readonly string[]): string => conditions.join(' and ') || 'true'
  if (contact !== undefined) {
    const took = users ? [tookPart(users, put)] : []
    return `select interaction_json(i) as interaction
      from (select unnest(contact_records(root_id)) as id from contact where id = ${put(contact)}) record
      cross join lateral (select i.* from interaction i
        where ${all(['i.contact_id = record.id', ...where, ...took, ...onwards('i.started_at', 'i.id')])}
        ${newest('i.started_at', 'i.id')}) i
      ${newest('i.started_at', 'i.id')}`
  }
  if (users !== undefined) {
    // One by one, in their order: a join of all of them would read the whole history.
    const meets =
      where.length > 0
        ? `cross join lateral (select from interaction i where i.id = took.interaction_id and ${all(where)} offset 0) i`
        : ''
    return `select interaction_json(i) as interaction
      from (select distinct page.started_at, page.interaction_id from unnest(${put(users)}::uuid[]) person
        cross join lateral (select took.started_at, took.interaction_id from interaction_user took ${meets}
          where ${all(['took.user_id = person', ...outcomeOf(filter, put), ...onwards('took.started_at', 'took.interaction_id')])}
          ${newest('took.started_at', 'took.interaction_id')}) page
        ${newest('page.started_at', 'page.interaction_id')}) page
      join interaction i on i.id = page.interaction_id
      order by page.started_at desc, page.interaction_id desc`
  }
  return `select interaction_json(i) as interaction from interaction i
    where ${all([...where, ...onwards('i.started_at', 'i.id')])} ${newest('i.started_at', 'i.id')}`
}

/** What came of it lies beside whose it is, and has an index there. */
const withoutOutcome = ({ outcome: _, ...filter }: InteractionFilter): InteractionFilter => filter

function outcomeOf({ outcome, unanswered }: InteractionFilter, put: Put): string[] {
  if (outcome === 'answered' || (outcome === undefined && !unanswered)) return []
  const unlike = "took.outcome <> 'answered'"
  return outcome === undefined ? [unlike] : [`took.outcome = ${put(outcome)}`, unlike]
}
