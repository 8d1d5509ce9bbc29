import type { Contact } from '../../../contracts/contact.ts'
import type { Interaction } from '../../../contracts/interaction.ts'
import { INTERACTION } from '../interactions/shape.ts'
import type { Db } from '../transaction.ts'
import type { Field } from './highlights.ts'

/** In the order of the ids, which is newest first. */
export async function contactsOf(db: Db, ids: readonly string[]): Promise<Contact[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<{ contact: Contact }>({
    name: 'contacts-of-ids',
    text: 'select contact_json(c) as contact from contact c where id = any($1) order by id desc',
    values: [ids]
  })
  return rows.map(({ contact }) => contact)
}

/** In the order of the ids, which is newest first. */
export async function interactionsOf(db: Db, ids: readonly string[]): Promise<Interaction[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<{ interaction: Interaction }>({
    name: 'interactions-of-ids',
    text: `select ${INTERACTION} as interaction from interaction i where id = any($1) order by id desc`,
    values: [ids]
  })
  return rows.map(({ interaction }) => interaction)
}

/** What is searched of a text to show where it was found. */
const SHOWN_CHARACTERS = 8_000

/** The texts of interactions, the beginnings of long ones. */
export async function textsOf(db: Db, ids: readonly string[]): Promise<(Field & { readonly id: string })[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<Field & { id: string }>({
    name: 'texts-of-interactions',
    text: `select i.id, field, left(shown, $2) as text from interaction i
      cross join lateral (values ('subject', i.subject), ('note', i.note), ('text', i.text),
        ('transcript', i.transcript), ('remote', i.remote_name)) as part (field, shown)
      where i.id = any($1) and shown <> ''`,
    values: [ids, SHOWN_CHARACTERS]
  })
  return rows
}

/** Each text with what the query finds in it between U+0002 and U+0003, in two readings. */
export async function marksOf(db: Db, texts: readonly string[], query: string): Promise<string[][]> {
  if (texts.length === 0 || query === '') return texts.map(() => [])
  const { rows } = await db.query<{ marks: string[] }>({
    name: 'search-marks',
    text: `select search_marks(text, $2::tsquery) as marks from unnest($1::text[]) with ordinality as x(text, place)
      order by place`,
    values: [texts, query]
  })
  return rows.map(({ marks }) => marks)
}
