import type { Interaction } from '../../../contracts/interaction.ts'
import { DEFAULT_LIMIT, type Place } from '../paging.ts'
import { createParameters, keepPlan, type Put, wordOf } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { conditionsOf, type InteractionFilter, isClosed, tookPart } from './filter.ts'
import { INTERACTION } from './shape.ts'

/** Newest first, from `before` on. */
export async function listInteractions(
  db: Db,
  filter: InteractionFilter,
  before: Place | undefined,
  limit: number
): Promise<Interaction[]> {
  const { put, values } = createParameters()
  const text = statementOf(filter, before, limit, put)
  const isUsual = limit === DEFAULT_LIMIT + 1 && isClosed(filter)
  const { rows } = await db.query<{ interaction: Interaction }>(isUsual ? keepPlan(text, values) : { text, values })
  return rows.map(({ interaction }) => interaction)
}

/**
 * What narrows the list most leads: the records of a contact, else the people. Each of them has its interactions in order
 * in an index, of which only the newest are read.
 */
function statementOf(filter: InteractionFilter, before: Place | undefined, limit: number, put: Put): string {
  const { contact, users, ...rest } = filter
  const where = conditionsOf(users !== undefined && contact === undefined ? withoutTheirs(rest) : rest, put)
  // No parameter: of an unknown number of rows the planner would think that they are many.
  const newest = (at: string, id: string): string => `order by ${at} desc, ${id} desc limit ${Math.trunc(limit)}`
  const onwards = (at: string, id: string): string[] =>
    before ? [`(${at}, ${id}) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`] : []
  const all = (conditions: readonly string[]): string => conditions.join(' and ') || 'true'
  if (contact !== undefined) {
    const took = users ? [tookPart(users, put)] : []
    return `select ${INTERACTION} as interaction
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
    const theirs = [...theirsOf(filter, put), ...onwards('took.started_at', 'took.interaction_id')]
    return `select ${INTERACTION} as interaction
      from (select distinct page.started_at, page.interaction_id from ${peopleOf(users, put)}
        cross join lateral (select took.started_at, took.interaction_id from interaction_user took ${meets}
          where ${all(['took.user_id = person', ...theirs])}
          ${newest('took.started_at', 'took.interaction_id')}) page
        ${newest('page.started_at', 'page.interaction_id')}) page
      join interaction i on i.id = page.interaction_id
      order by page.started_at desc, page.interaction_id desc`
  }
  return `select ${INTERACTION} as interaction from interaction i
    where ${all([...where, ...onwards('i.started_at', 'i.id')])} ${newest('i.started_at', 'i.id')}`
}

/** One alone is named: of an array the planner does not know how many are in it. */
const peopleOf = (users: readonly string[], put: Put): string =>
  users.length === 1 ? `(select ${put(users[0])}::uuid as person) one` : `unnest(${put(users)}::uuid[]) person`

/** When it began and what came of it lie beside whose it is, and have indexes there. */
const withoutTheirs = ({ outcome: _o, since: _s, until: _u, ...filter }: InteractionFilter): InteractionFilter => filter

function theirsOf({ outcome, unanswered, since, until }: InteractionFilter, put: Put): string[] {
  const where: string[] = []
  if (outcome !== undefined) where.push(`took.outcome = ${wordOf(outcome)}`)
  // The condition of an index, too.
  if (outcome === undefined ? unanswered : outcome !== 'answered') where.push("took.outcome <> 'answered'")
  if (since !== undefined) where.push(`took.started_at >= ${put(since)}`)
  if (until !== undefined) where.push(`took.started_at < ${put(until)}`)
  return where
}
