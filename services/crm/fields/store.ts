import type { ContactField, ContactFieldPatch, NewContactField } from '../../../contracts/contact-field.ts'
import type { Db } from '../transaction.ts'

const SELECT = `select id, key, label, type, options, required, archived, place, iso(created_at) as "createdAt"
  from contact_field`

/** All of them, also the archived ones, by key, in the order in which they are shown. */
export async function allFields(db: Db): Promise<Map<string, ContactField>> {
  const { rows } = await db.query<ContactField>(`${SELECT} order by place, created_at, id`)
  return new Map(rows.map((field) => [field.key, field]))
}

export async function findField(db: Db, id: string): Promise<ContactField | undefined> {
  const { rows } = await db.query<ContactField>(`${SELECT} where id = $1`, [id])
  return rows[0]
}

/** Answers false when the key is taken. */
export async function insertField(
  db: Db,
  id: string,
  { key, label, type, options = [], required = false, place = 0 }: NewContactField
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into contact_field (id, key, label, type, options, required, place, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, date_trunc('milliseconds', now())) on conflict (key) do nothing`,
    [id, key, label, type, options, required, place]
  )
  return rowCount === 1
}

/** False when there is no such field. */
export async function updateField(
  db: Db,
  id: string,
  { label, options, required, archived, place }: ContactFieldPatch
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update contact_field set label = coalesce($2, label), options = coalesce($3, options),
       required = coalesce($4, required), archived = coalesce($5, archived), place = coalesce($6, place)
     where id = $1`,
    [id, label, options, required, archived, place]
  )
  return rowCount === 1
}

export async function deleteField(db: Db, id: string): Promise<void> {
  await db.query('delete from contact_field where id = $1', [id])
}

/** How many contacts have a value in it: 1,000 stands for more. */
export async function countValues(db: Db, key: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    "select count(*)::int as n from (select 1 from contact where fields <> '{}' and fields ? $1 limit 1000) x",
    [key]
  )
  return rows[0]?.n ?? 0
}

export async function removeValues(db: Db, key: string): Promise<void> {
  await db.query(
    "update contact set fields = fields - $1::text, version = version + 1 where fields <> '{}' and fields ? $1",
    [key]
  )
}
