import type { Lead, LeadState, WholeLead } from '../../../contracts/lead.ts'
import { badCursor, isId } from '../paging.ts'
import { createParameters, type Put } from '../parameters.ts'
import { escapeLike, fold } from '../search.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesRecord } from '../visibility.ts'

interface LeadFilter {
  /** `open`: new or taken. Without one all but spam. */
  readonly state?: LeadState | 'open' | undefined
  readonly form?: string | undefined
  readonly source?: string | undefined
  /** A user's id, or null: nobody's. */
  readonly owner?: string | null | undefined
  readonly contact?: string | undefined
  readonly q?: string | undefined
  readonly sight: Sight
}

/** The own ones are seen, and those that are put before who asks, whosever customers they are of. */
export function seenBy(sight: Sight, put: Put): string[] {
  const seen = seesRecord(sight, put, 'l.contact_id')
  if (seen === undefined) return []
  const me = put(sight.user)
  return [
    `(l.owner_id = ${me} or ${seen} or exists (select from lead_offer o
       where o.lead_id = l.id and o.user_id = ${me} and o.outcome is null))`
  ]
}

const MAX_WORDS = 8

function conditionsOf({ state, form, source, owner, contact, q, sight }: LeadFilter, put: Put): string[] {
  const where: string[] = []
  if (state === undefined) where.push("l.state <> 'spam'")
  else if (state === 'open') where.push("l.state in ('new', 'taken')")
  else where.push(`l.state = ${put(state)}`)
  if (form !== undefined) where.push(`l.form_id = ${put(form)}`)
  if (source !== undefined) where.push(`l.source = ${put(source)}`)
  if (owner === null) where.push('l.owner_id is null')
  else if (owner !== undefined) where.push(`l.owner_id = ${put(owner)}`)
  if (contact !== undefined) {
    where.push(`l.contact_id = any((select contact_records(root_id) from contact where id = ${put(contact)})::uuid[])`)
  }
  for (const word of fold(q ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, MAX_WORDS)) {
    where.push(`l.search like ${put(`%${escapeLike(word)}%`)}`)
  }
  return [...where, ...seenBy(sight, put)]
}

/** Newest first. */
export async function listLeads(
  db: Db,
  filter: LeadFilter,
  before: string | undefined,
  limit: number
): Promise<Lead[]> {
  if (before !== undefined && !isId(before)) throw badCursor()
  const { put, values } = createParameters()
  const where = [...conditionsOf(filter, put), ...(before ? [`l.id < ${put(before)}`] : [])]
  const { rows } = await db.query<{ lead: Lead }>(
    `select lead_json(l) as lead from lead l where ${where.join(' and ')} order by l.id desc limit ${put(limit)}`,
    values
  )
  return rows.map(({ lead }) => lead)
}

const SENT = 100

/** With all that was sent; undefined, too, when it is not there for who asks. */
export async function findSeenLead(db: Db, sight: Sight, id: string): Promise<WholeLead | undefined> {
  const { put, values } = createParameters()
  const where = [`l.id = ${put(id)}`, ...seenBy(sight, put)]
  const { rows } = await db.query<{ lead: WholeLead }>(
    `select lead_json(l) || jsonb_build_object('text', l.text, 'sent', (
       select coalesce(jsonb_agg(jsonb_build_object('at', iso(s.at), 'interaction', interaction_now(s.interaction_id),
           'text', s.data -> 'text', 'fields', s.data -> 'fields', 'files', s.data -> 'files', 'touch', s.data -> 'touch')
         order by s.at desc, s.version desc), '[]')
       from (select * from submission where lead_id = l.id order by at desc, version desc limit ${SENT}) s)) as lead
     from lead l where ${where.join(' and ')}`,
    values
  )
  return rows[0]?.lead
}
