import type { Submission } from '../../../contracts/submission.ts'
import type { Db } from '../transaction.ts'
import type { FormEvent } from './facts.ts'

/** It is spam after all: what it brought into the history is taken out again, unless somebody wrote something there. */
export async function putAside(db: Db, id: string): Promise<void> {
  await db.query('select put_aside($1)', [id])
}

interface Stored {
  readonly subject: string
  readonly version: number
  readonly at: Date
  readonly line: string | null
  readonly name: string
  readonly data: Omit<Submission, 'raw' | 'before'> & { readonly text: string }
  readonly raw: Submission['raw'] | null
}

const NOTHING_RAW = { contentType: null, query: '', body: '', isCut: true }

/**
 * Takes a lead back to the events that it was made of, oldest first: it is no more, and they can be applied anew. One that
 * was made of a call stays, and is no spam.
 */
export async function takeBack(db: Db, id: string): Promise<FormEvent[]> {
  const { rowCount } = await db.query(
    `update lead l set spam = '{}', interaction_id = c.interaction_id from call_lead c
     where l.id = $1 and c.lead_id = l.id and not exists (select from submission where lead_id = l.id)`,
    [id]
  )
  if (rowCount !== 0) return []
  const { rows } = await db.query<Stored>(
    `with gone as (delete from lead where id = $1 returning line, form_name),
       sent as (delete from submission where lead_id = $1 returning *)
     select subject, version, at, data, raw, line, form_name as name from sent, gone order by at`,
    [id]
  )
  return rows.map(({ subject, version, at, line, name, data: { text, ...form }, raw }) => {
    const { phones, emails } = form.mapped
    const startedAt = at.toISOString()
    return {
      subject,
      data: {
        ...{ version, channel: 'form', direction: 'inbound', startedAt, endedAt: startedAt, line, subject: name, text },
        remote: {
          raw: phones[0] ?? emails[0] ?? null,
          name: form.mapped.name,
          kind: phones[0] !== undefined ? 'phone' : emails[0] !== undefined ? 'email' : 'other'
        },
        ...{ agents: [], ids: [subject.split(':').slice(3).join(':')], estimated: [] },
        form: { ...form, spam: [], before: null, raw: raw ?? NOTHING_RAW }
      }
    }
  })
}

/** So long it is kept what came as it came, and what is spam. */
const KEEP_DAYS = 30

export async function pruneLeads(db: Db): Promise<void> {
  await db.query(
    `with gone as (delete from lead where state = 'spam' and last_at < now() - make_interval(days => $1) returning id)
     delete from submission where lead_id in (select id from gone)`,
    [KEEP_DAYS]
  )
  await db.query('update submission set raw = null where raw is not null and at < now() - make_interval(days => $1)', [
    KEEP_DAYS
  ])
}
