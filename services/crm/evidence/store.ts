import type { Db } from '../transaction.ts'
import type { Mention } from './mentions.ts'

interface Said {
  readonly contact: string
  /** The number or address. */
  readonly value: string
  readonly verdict: 'is' | 'is-not'
  readonly interaction: string
  /** Null: a program. */
  readonly by: string | null
}

const kindOf = (value: string): Mention['kind'] => (value.includes('@') ? 'email' : 'phone')

/** A person's newest word on a contact and a number or an address is the one that is kept. */
export async function remember(db: Db, { contact, value, verdict, interaction, by }: Said): Promise<void> {
  await db.query(
    `insert into evidence (contact_id, kind, value, verdict, interaction_id, by_id, at)
     values ($1, $2, $3, $4, $5, $6, date_trunc('milliseconds', clock_timestamp()))
     on conflict (contact_id, kind, value) where verdict <> 'mentioned'
     do update set verdict = excluded.verdict, interaction_id = excluded.interaction_id, by_id = excluded.by_id,
       at = excluded.at`,
    [contact, kindOf(value), value, verdict, interaction, by]
  )
}

/** Keeps what the note of an interaction mentions, instead of what it mentioned before. */
export async function replaceNoted(db: Db, interaction: string, found: readonly Mention[]): Promise<void> {
  await db.query("delete from evidence where interaction_id = $1 and place = 'note' and verdict = 'mentioned'", [
    interaction
  ])
  if (found.length === 0) return
  await db.query(
    `insert into evidence (kind, value, verdict, interaction_id, place, at)
     select kind, value, 'mentioned', $1, 'note', date_trunc('milliseconds', clock_timestamp())
     from unnest($2::text[], $3::text[]) as x (kind, value)
     on conflict (interaction_id, place, kind, value) where verdict = 'mentioned' do nothing`,
    [interaction, found.map(({ kind }) => kind), found.map(({ value }) => value)]
  )
}

/** Of what an interaction speaks: its address, and to whom it belongs now. */
interface Subject {
  readonly id: string
  readonly value: string | null
  readonly root: string | null
}

/** Locks the interaction; also by an id that was given out before a merge of two calls. */
export async function lockInteraction(db: Db, id: string): Promise<Subject | undefined> {
  const { rows } = await db.query<Subject>(
    `select i.id, i.remote_address as value, (select root_id from contact where id = i.contact_id) as root
     from interaction i where i.id = coalesce((select interaction_id from interaction_alias where id = $1), $1)
     for update`,
    [id]
  )
  return rows[0]
}

/** Gives the interaction to whom its number or address points now. */
export async function matchAnew(db: Db, { id, value }: Subject): Promise<void> {
  await db.query(
    `update interaction set version = version + 1, contact_id = m.record,
       contact_by = case when m.record is not null then 'number' end
     from (select case when $2::text is not null then only_record($3, $2) end as record) m where id = $1`,
    [id, value, value === null ? 'phone' : kindOf(value)]
  )
}
