import type { Interaction } from '../../../contracts/interaction.ts'
import type { Place } from '../paging.ts'
import { escapeLike, type Search } from '../search.ts'
import type { Db } from '../transaction.ts'

export interface InteractionFilter {
  readonly channel?: string
  readonly direction?: string
  /** One state, or `live`: all but ended. */
  readonly state?: string
  readonly outcome?: string
  readonly contact?: string
  readonly user?: string
  readonly line?: string
  readonly queue?: string
  /** By its start: from `since` on, before `until`. */
  readonly since?: string
  readonly until?: string
  readonly q?: Search
}

const MAX_BY_NAME = 500

/** Newest first, from `before` on. */
export async function listInteractions(
  db: Db,
  filter: InteractionFilter,
  before: Place | undefined,
  limit: number
): Promise<Interaction[]> {
  const values: unknown[] = []
  const put = (value: unknown): string => `$${values.push(value)}`
  const where = conditionsOf(filter, put)
  // Of the two tables the narrow one leads, so that its index gives the order.
  const [from, at, id] = filter.user
    ? ['interaction_user iu join interaction i on i.id = iu.interaction_id', 'iu.started_at', 'iu.interaction_id']
    : ['interaction i', 'i.started_at', 'i.id']
  if (before) where.push(`(${at}, ${id}) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`)
  const last = put(limit)
  const newest = (what: string, more: readonly string[] = []): string =>
    `select ${what} from ${from} where ${[...where, ...more].join(' and ') || 'true'}
     order by ${at} desc, ${id} desc limit ${last}`
  // Each reading of a search text has an index of its own: asked together, with `or`, none would be used.
  const readings = filter.q ? readingsOf(filter.q, put).map((reading) => `(${newest('i.id', [reading])})`) : undefined
  const { rows } = await db.query<{ interaction: Interaction }>(
    readings
      ? `select interaction_json(i) as interaction from interaction i where id in (${readings.join(' union ')})
         order by started_at desc, id desc limit ${last}`
      : newest('interaction_json(i) as interaction'),
    values
  )
  return rows.map(({ interaction }) => interaction)
}

type Put = (value: unknown) => string

function conditionsOf({ user, contact, state, since, until, ...filter }: InteractionFilter, put: Put): string[] {
  const where: string[] = []
  for (const column of ['channel', 'direction', 'outcome', 'line', 'queue'] as const) {
    if (filter[column] !== undefined) where.push(`i.${column} = ${put(filter[column])}`)
  }
  if (state === 'live') where.push("i.state <> 'ended'")
  else if (state !== undefined) where.push(`i.state = ${put(state)}`)
  if (contact !== undefined) where.push(`i.contact_id = ${put(contact)}`)
  if (user !== undefined) where.push(`iu.user_id = ${put(user)}`)
  if (since !== undefined) where.push(`i.started_at >= ${put(since)}`)
  if (until !== undefined) where.push(`i.started_at < ${put(until)}`)
  return where
}

/** The text is in the name of the contact, or begins or ends the number. */
function readingsOf({ words, number }: Search, put: Put): string[] {
  const patterns = put(words.map((word) => `%${escapeLike(word)}%`))
  const named = `i.contact_id in (
    select id from contact where search like all (${patterns}) order by id desc limit ${MAX_BY_NAME})`
  if (!number) return [named]
  const ends = put(`${[...number.digits].reverse().join('')}%`)
  return [
    named,
    ...number.begins.map((start) => `i.remote_address like ${put(`${escapeLike(start)}%`)}`),
    `reverse(i.remote_address) like ${ends}`
  ]
}

/** Also by an id that was given out before a merge. */
export async function findInteraction(db: Db, id: string): Promise<Interaction | undefined> {
  const { rows } = await db.query<{ interaction: Interaction }>(
    `select interaction_json(i) as interaction from interaction i
     where id = coalesce((select interaction_id from interaction_alias where id = $1), $1)`,
    [id]
  )
  return rows[0]?.interaction
}

export async function readLive(db: Db): Promise<Interaction[]> {
  return listInteractions(db, { state: 'live' }, undefined, 10_000)
}

/** The last ones with a contact, or with a number whose contact is unknown. */
export async function recentWith(
  db: Db,
  who: { contact: string | null; number: string | null },
  except: string
): Promise<Interaction[]> {
  const { rows } = await db.query<{ interaction: Interaction }>({
    name: who.contact ? 'recent-with-contact' : 'recent-with-number',
    text: `select interaction_json(i) as interaction from interaction i
           where ${who.contact ? 'contact_id' : 'remote_address'} = $1 and id <> $2
           order by started_at desc, id desc limit 5`,
    values: [who.contact ?? who.number, except]
  })
  return rows.map(({ interaction }) => interaction)
}

/** A person says who it is (null: nobody we know). Answers the id of the interaction, undefined if there is none. */
export async function chooseContact(db: Db, id: string, contact: string | null): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `update interaction set contact_id = $2, contact_by = 'person', version = version + 1
     where id = coalesce((select interaction_id from interaction_alias where id = $1), $1) returning id`,
    [id, contact]
  )
  return rows[0]?.id
}

/** `undefined` leaves a field as it is. Answers the id of the interaction, undefined if there is none. */
export async function annotate(
  db: Db,
  id: string,
  { disposition, note }: { disposition?: string | null | undefined; note?: string | null | undefined }
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `update interaction set disposition = case when $2 then $3 else disposition end,
       note = case when $4 then $5 else note end, version = version + 1
     where id = coalesce((select interaction_id from interaction_alias where id = $1), $1) returning id`,
    [id, disposition !== undefined, disposition, note !== undefined, note]
  )
  return rows[0]?.id
}

/** Gives a contact the last hundred interactions of its numbers that have nobody, unless others have the number, too. */
export async function claimNumbers(db: Db, contact: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `update interaction set contact_id = $1, contact_by = 'number', version = version + 1
     where id in (
       select i.id from contact_phone p join interaction i on i.remote_address = p.number
       where p.contact_id = $1 and i.contact_id is null and i.contact_by is null
         and (i.state <> 'ended' or i.started_at > now() - interval '90 days')
         and only_contact(p.number) = $1
       order by i.started_at desc limit 100)
     returning id`,
    [contact]
  )
  return rows.map(({ id }) => id)
}

/** The live interactions of a contact: they show its name. */
export async function liveOf(db: Db, contact: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    "select id from interaction where contact_id = any(contact_records($1)) and state <> 'ended' limit 100",
    [contact]
  )
  return rows.map(({ id }) => id)
}

/** What the source calls an interaction: where a command about it goes. */
interface SubjectOf {
  readonly subject: string
  readonly instance: string
  readonly ids: readonly string[]
}

export async function subjectOf(db: Db, id: string): Promise<SubjectOf | undefined> {
  const { rows } = await db.query<SubjectOf>(
    `select s.subject, i.source_instance as instance, i.source_ids as ids
     from interaction_subject s join interaction i on i.id = s.interaction_id
     where i.id = $1 and not s.absorbed`,
    [id]
  )
  return rows[0]
}
