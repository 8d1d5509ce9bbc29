import { Value } from 'typebox/value'
import { ContactFilter } from '../../../contracts/contact-filter.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Segment } from '../../../contracts/segment.ts'
import type { Asker } from '../auth/asker.ts'
import { type ContactWhere, whereOf } from '../contacts/filter.ts'
import { faultAt } from '../input.ts'
import { ListQuery as InteractionQuery } from '../interactions/query.ts'
import { type Search, searchOf } from '../search.ts'
import type { Db } from '../transaction.ts'
import { findSegment } from './store.ts'

/** What is asked for in `GET /contacts`, with what the segment keeps. Throws 'bad-input' that names what is wrong. */
export async function readFilter(
  db: Db,
  given: ContactFilter,
  asker: Asker,
  region: string
): Promise<{ search: Search | undefined; where: readonly ContactWhere[] }> {
  const saved = given.segment === undefined ? {} : await savedFilter(db, given.segment, asker)
  const where = [await whereOf(db, given, asker), await whereOf(db, saved, asker)]
  return { search: searchOf([given.q, saved.q].filter(Boolean).join(' '), region), where }
}

async function savedFilter(db: Db, id: string, asker: Asker): Promise<ContactFilter> {
  const { kind, filter } = await seenSegment(db, id, asker)
  if (kind !== 'contacts') throw badSegment('is a segment of interactions')
  return filter as ContactFilter
}

/** Throws 'bad-input' for one that is not there for the asker. */
export async function seenSegment(db: Db, id: string, asker: Asker): Promise<Segment> {
  const segment = await findSegment(db, id)
  if (!segment || !maySee(segment, asker)) throw badSegment('there is no such segment')
  return segment
}

const badSegment = (message: string): HubError =>
  new HubError('bad-input', `segment: ${message}`, { extra: { errors: [{ field: 'querystring:/segment', message }] } })

export const maySee = ({ shared, owner }: Segment, { user, role }: Asker): boolean =>
  shared || (owner?.id ?? null) === (user?.id ?? null) || role === 'admin'

const PAGING = new Set(['cursor', 'limit', 'segment', 'timeZone'])

/** Throws 'bad-input' for a filter that the list would not take. */
export async function checkFilter(
  db: Db,
  { kind, filter }: Pick<Segment, 'kind' | 'filter'>,
  asker: Asker
): Promise<void> {
  const paging = Object.keys(filter).find((key) => PAGING.has(key))
  if (paging !== undefined) throw faultAt(`/filter/${paging}`, 'is no part of a segment')
  const schema = kind === 'contacts' ? ContactFilter : InteractionQuery
  const value = Value.Convert(schema, structuredClone(kind === 'interactions' ? withoutToday(filter) : filter))
  const [wrong] = Value.Check(schema, value) ? [] : Value.Errors(schema, value)
  if (wrong) {
    const message = wrong.keyword === 'boolean' ? 'is wrong: there is no such filter' : wrong.message
    throw faultAt(`/filter${wrong.instancePath}`, message)
  }
  if (kind === 'contacts') await whereOf(db, filter as ContactFilter, asker).catch(asFault)
}

/** A saved "today" outlives its day: whoever uses the segment puts in the time at which their own day began. */
function withoutToday({ since, ...others }: Segment['filter']): Segment['filter'] {
  return since === undefined || since === 'today' ? others : { since, ...others }
}

/** What is said of a query is said of the body here. */
function asFault(err: unknown): never {
  const [fault] = err instanceof HubError ? ((err.extra['errors'] ?? []) as { field: string; message: string }[]) : []
  if (!fault) throw err
  throw faultAt(fault.field.replace('querystring:', '/filter'), fault.message)
}
