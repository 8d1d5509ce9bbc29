import type { Lead, LeadState } from '../../../contracts/lead.ts'
import type { Touch } from '../../../contracts/submission.ts'
import type { Db } from '../transaction.ts'
import type { SubmissionFacts } from './facts.ts'

interface Noted {
  readonly lead: string
  readonly isNew: boolean
}

/** Undefined when it is old news. */
export async function noteSubmission(db: Db, facts: SubmissionFacts, lead: string): Promise<Noted | undefined> {
  const { subject, version, content, submission, at, text } = facts
  const { raw, before, ...said } = submission
  const { rows } = await db.query<Noted>({
    name: 'note-submission',
    text: 'select lead, is_new as "isNew" from note_submission($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    values: [
      ...[subject, version, content, lead, submission.form, at],
      ...[JSON.stringify({ ...said, text }), JSON.stringify(raw), before]
    ]
  })
  return rows[0]
}

interface FormOfLead {
  readonly id: string | null
  readonly name: string
  readonly line: string | null
  readonly source: string | null
  readonly joinDays: number
}

/** A form that is no more still has its leads. */
export async function readForm(db: Db, key: string): Promise<FormOfLead> {
  const { rows } = await db.query<FormOfLead>({
    name: 'form-of-lead',
    text: `select id, settings ->> 'name' as name, settings ->> 'line' as line, settings ->> 'source' as source,
             (settings ->> 'joinDays')::int as "joinDays" from form where key = $1`,
    values: [key]
  })
  return rows[0] ?? { id: null, name: key, line: null, source: null, joinDays: 30 }
}

export interface Identity {
  readonly kind: 'phone' | 'email'
  readonly value: string
}

/** Which number or address says who it is. From here to the end of the transaction others with the same wait. */
export async function identify(
  db: Db,
  phones: readonly string[],
  emails: readonly string[]
): Promise<{ identity: Identity | undefined; record: string | null; isUnknown: boolean }> {
  const { rows } = await db.query<{ kind: Identity['kind'] | null; value: string; isUnknown: boolean; record: string }>(
    {
      name: 'identify',
      // The function sees what was committed while it waited; this statement would not.
      text: 'select kind, value, record_id as record, is_unknown as "isUnknown" from identify($1, $2)',
      values: [phones, emails]
    }
  )
  const [row] = rows
  if (!row || row.kind === null) return { identity: undefined, record: null, isUnknown: row?.isUnknown ?? false }
  return { identity: { kind: row.kind, value: row.value }, record: row.record, isUnknown: false }
}

/** The open lead that takes up what the same person sends again. */
export async function openLead(
  db: Db,
  contact: string | null,
  { phones, emails }: SubmissionFacts,
  joinDays: number
): Promise<string | null> {
  const { rows } = await db.query<{ id: string | null }>({
    name: 'open-lead',
    text: 'select open_lead($1, $2, $3, $4) as id',
    values: [contact, phones[0]?.number ?? null, emails[0] ?? null, joinDays]
  })
  return rows[0]?.id ?? null
}

export async function interactionOf(db: Db, subject: string): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>({
    name: 'interaction-of-subject',
    text: 'select interaction_id as id from interaction_subject where subject = $1',
    values: [subject]
  })
  return rows[0]?.id ?? null
}

export interface LeadOfForm {
  readonly formId: string | null
  readonly formKey: string
  readonly formName: string
  readonly line: string | null
  readonly source: string | null
  readonly contact: string | null
  readonly interaction: string | null
  readonly name: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly text: string
  readonly search: string
  readonly touch: { readonly first: Touch | null; readonly last: Touch | null }
  readonly visit: string | null
  readonly page: string | null
  readonly spam: readonly string[]
  readonly at: string
}

export async function writeLead(db: Db, id: string, lead: LeadOfForm & { state: LeadState }): Promise<void> {
  await db.query({
    name: 'write-lead',
    text: `insert into lead (id, form_id, form_key, form_name, line, source, contact_id, state, name, phone, email, text,
        search, first_touch, last_touch, visit, page, interaction_id, spam, created_at, last_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, coalesce($14::jsonb, $15), $15, $16, $17, $18, $19,
        $20, $20)`,
    values: [
      ...[id, lead.formId, lead.formKey, lead.formName, lead.line, lead.source, lead.contact, lead.state],
      ...[lead.name, lead.phone, lead.email, lead.text, lead.search, lead.touch.first, lead.touch.last],
      ...[lead.visit, lead.page, lead.interaction, lead.spam, lead.at]
    ]
  })
}

/** What was sent again, or is known better now, goes into a lead that there is; its first touch stays. */
export async function renewLead(db: Db, id: string, lead: LeadOfForm, isAnother: boolean): Promise<void> {
  await db.query({
    name: 'renew-lead',
    text: `update lead set contact_id = coalesce(contact_id, $2), interaction_id = coalesce($3, interaction_id),
        name = coalesce($4, name), phone = coalesce(phone, $5), email = coalesce(email, $6),
        text = case when $7 <> '' then $7 else text end,
        search = left(case when $12 then $8 || ' ' || search else $8 end, 4000),
        first_touch = coalesce(first_touch, $9::jsonb, $10), last_touch = coalesce($10::jsonb, last_touch),
        source = coalesce(source, $11), submissions = submissions + case when $12 then 1 else 0 end,
        last_at = greatest(last_at, $13), visit = coalesce($14, visit), page = coalesce($15, page), version = version + 1
      where id = $1`,
    values: [
      ...[id, lead.contact, lead.interaction, lead.name, lead.phone, lead.email, lead.text, lead.search],
      ...[lead.touch.first, lead.touch.last, lead.source, isAnother, lead.at, lead.visit, lead.page]
    ]
  })
}

export async function noteInteraction(
  db: Db,
  subject: string,
  lead: string,
  interaction: string | null
): Promise<void> {
  await db.query({
    name: 'note-interaction',
    text: 'update submission set lead_id = $2, interaction_id = $3 where subject = $1',
    values: [subject, lead, interaction]
  })
}

export async function readLead(db: Db, id: string): Promise<Lead | undefined> {
  const { rows } = await db.query<{ lead: Lead }>({
    name: 'read-lead',
    text: 'select lead_json(l) as lead from lead l where id = $1',
    values: [id]
  })
  return rows[0]?.lead
}

/** Held until the end of the transaction. */
export async function holdLead(db: Db, id: string): Promise<void> {
  await db.query('select 1 from lead where id = $1 for update', [id])
}

interface Changes {
  readonly state?: LeadState | undefined
  readonly ownerId?: string | null | undefined
  readonly teamId?: string | null | undefined
}

/** `undefined` leaves a field as it is. It is taken once, and closed when it is won or lost. */
export async function updateLead(db: Db, id: string, { state, ownerId, teamId }: Changes): Promise<void> {
  await db.query(
    `update lead set state = coalesce($2, state),
       owner_id = case when $3 then $4 else owner_id end, team_id = case when $5 then $6 else team_id end,
       taken_at = case when $2 = 'taken' then coalesce(taken_at, date_trunc('milliseconds', now()))
         when $2 = 'new' then null else taken_at end,
       closed_at = case when $2 in ('won', 'lost') then date_trunc('milliseconds', now())
         when $2 in ('new', 'taken') then null else closed_at end,
       version = version + 1
     where id = $1`,
    [id, state ?? null, ownerId !== undefined, ownerId, teamId !== undefined, teamId]
  )
}
