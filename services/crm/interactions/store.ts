import type { Audience } from '../../../contracts/audience.ts'
import type { Interaction, WholeInteraction } from '../../../contracts/interaction.ts'
import { createParameters } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesInteraction } from '../visibility.ts'
import { INTERACTION } from './shape.ts'

/** Also by an id that was given out before a merge. */
export async function findInteraction(db: Db, id: string): Promise<Interaction | undefined> {
  const { rows } = await db.query<{ interaction: Interaction }>(
    `select interaction_json(i) as interaction from interaction i
     where id = coalesce((select interaction_id from interaction_alias where id = $1), $1)`,
    [id]
  )
  return rows[0]?.interaction
}

/** With all that was said in it. */
export async function readWhole(db: Db, id: string): Promise<WholeInteraction | undefined> {
  const { rows } = await db.query<{ interaction: WholeInteraction }>(
    `select interaction_json(i) || jsonb_build_object('text', i.text, 'transcript', i.transcript) as interaction
     from interaction i where id = coalesce((select interaction_id from interaction_alias where id = $1), $1)`,
    [id]
  )
  return rows[0]?.interaction
}

interface LiveOne {
  readonly interaction: Interaction
  readonly audience: Audience
}

export async function readLive(db: Db, sight: Sight): Promise<LiveOne[]> {
  const { put, values } = createParameters()
  const seen = seesInteraction(sight, put, 'i')
  const { rows } = await db.query<LiveOne>(
    `select interaction_json(i) as interaction,
       jsonb_build_object('owner', root.owner_id, 'team', root.team_id, 'users', i.user_ids) as audience
     from interaction i left join contact record on record.id = i.contact_id left join contact root on root.id = record.root_id
     where i.state <> 'ended' ${seen ? `and ${seen}` : ''} order by i.started_at desc, i.id desc limit 10000`,
    values
  )
  return rows
}

/** The last ones with a contact, or with a number whose contact is unknown. */
export async function recentWith(
  db: Db,
  who: { contact: string | null; number: string | null },
  except: string
): Promise<Interaction[]> {
  const { rows } = await db.query<{ interaction: Interaction }>({
    name: who.contact ? 'recent-with-contact' : 'recent-with-number',
    text: `select ${INTERACTION} as interaction from interaction i
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

/**
 * Gives a contact the last hundred interactions of its numbers and e-mail addresses that have nobody, unless others have
 * the number or address, too.
 */
export async function claimPast(db: Db, contact: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `update interaction set contact_id = $1, contact_by = 'number', version = version + 1
     where id in (
       select i.id from (
         select 'phone' as kind, number as value from contact_phone where contact_id = $1
         union select 'email', key from contact_email where contact_id = $1) held
       join interaction i on i.remote_address = held.value
       where i.contact_id is null and i.contact_by is null
         and (i.state <> 'ended' or i.started_at > now() - interval '90 days')
         and only_record(held.kind, held.value) = $1
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

/** The interaction that a subject is; undefined when nothing was heard of it. */
export async function interactionOf(db: Db, subject: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    'select interaction_id as id from interaction_subject where subject = $1',
    [subject]
  )
  return rows[0]?.id
}
