import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import type { ContactFilter } from '../../../contracts/contact-filter.ts'
import type { Segment } from '../../../contracts/segment.ts'
import type { Asker } from '../auth/asker.ts'
import { timeZoneOf } from '../concern.ts'
import { conditionsOf as contactConditionsOf, whereOf } from '../contacts/filter.ts'
import { allConditionsOf } from '../interactions/filter.ts'
import { usersOf } from '../interactions/people.ts'
import { ListQuery } from '../interactions/query.ts'
import type { Put } from '../parameters.ts'
import { wantedOf } from '../search/ids.ts'
import { searchOf } from '../search.ts'
import type { Db } from '../transaction.ts'
import { seenSegment } from './filter.ts'

interface Where {
  /** What is searched for, beside what the asker gives. */
  readonly q?: string | undefined
  readonly where?: (put: Put) => readonly string[]
}

/** What a segment asks of interactions: one of contacts asks for those with its contacts. Throws 'bad-input'. */
export async function interactionsIn(
  db: Db,
  id: string,
  asker: Asker,
  { region, timeZone }: { readonly region: string; readonly timeZone: string | undefined }
): Promise<Where> {
  const { kind, filter } = await seenSegment(db, id, asker)
  return kind === 'contacts'
    ? ofContacts(db, filter as ContactFilter, asker, region)
    : ofInteractions(db, filter, asker, timeZone)
}

async function ofInteractions(
  db: Db,
  saved: Segment['filter'],
  asker: Asker,
  timeZone: string | undefined
): Promise<Where> {
  const { since: from, ...rest } = saved
  const given = Value.Convert(ListQuery, structuredClone(rest)) as Static<typeof ListQuery>
  const { q, user, team, cursor: _, limit: _limit, segment: _segment, timeZone: _zone, ...filter } = given
  const users = await usersOf(db, asker, { user, team })
  const zone = timeZoneOf(timeZone)
  const since = (put: Put): string[] => {
    if (from === undefined) return []
    if (from !== 'today') return [`i.started_at >= ${put(from)}`]
    return [`i.started_at >= date_trunc('day', now(), ${put(zone)})`]
  }
  return { q, where: (put) => [...allConditionsOf({ ...filter, users }, put), ...since(put)] }
}

async function ofContacts(db: Db, saved: ContactFilter, asker: Asker, region: string): Promise<Where> {
  const where = await whereOf(db, saved, asker)
  const search = searchOf(saved.q ?? '', region)
  const wanted = search && (await wantedOf(db, search)).ofContact
  return {
    where: (put) => {
      const conditions = contactConditionsOf(where, put)
      if (wanted === '') return ['false']
      if (wanted !== undefined) conditions.push(`c.document @@ ${put(wanted)}::tsquery`)
      return [
        `exists (select from contact record join contact c on c.id = record.root_id
          where record.id = i.contact_id and ${conditions.join(' and ') || 'true'})`
      ]
    }
  }
}
