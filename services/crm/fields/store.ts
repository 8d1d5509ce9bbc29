import type { ContactField } from '../../../contracts/contact-field.ts'
import type { Db } from '../transaction.ts'

const SELECT = `select id, key, label, type, options, required, archived, place, iso(created_at) as "createdAt"
  from contact_field`

/** All of them, also the archived ones, by key, in the order in which they are shown. */
export async function allFields(db: Db): Promise<Map<string, ContactField>> {
  const { rows } = await db.query<ContactField>(`${SELECT} order by place, created_at, id`)
  return new Map(rows.map((field) => [field.key, field]))
}
