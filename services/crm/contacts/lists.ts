import { HubError } from '../../../contracts/errors.ts'
import type { Db } from '../transaction.ts'
import { distribute, type Held, type KeyRow, type Lists } from './entries.ts'

/** How the entries of a list are stored: one row each, in order, with the record that has it. */
interface ListTable {
  readonly table: string
  readonly columns: readonly string[]
  /** What makes two entries one. */
  readonly key: readonly string[]
}
type Row = Readonly<Record<string, string | null>>

const TABLES: Readonly<Record<'phones' | 'emails' | 'messengers' | 'addresses', ListTable>> = {
  phones: { table: 'contact_phone', columns: ['number', 'raw', 'label'], key: ['number'] },
  emails: { table: 'contact_email', columns: ['address', 'key', 'label'], key: ['key'] },
  messengers: { table: 'contact_messenger', columns: ['kind', 'address', 'key', 'label'], key: ['kind', 'key'] },
  addresses: { table: 'contact_address', columns: ['text', 'label'], key: ['text'] }
}

/** Replaces the lists that are given of the contact with these records, the root first. Throws 'conflict' for a key. */
export async function writeLists(db: Db, records: readonly string[], lists: Lists): Promise<void> {
  for (const name of ['phones', 'emails', 'messengers', 'addresses'] as const) {
    const wanted = lists[name]
    if (wanted) await replaceList(db, TABLES[name], records, wanted as readonly object[] as readonly Row[])
  }
  if (lists.keys) await replaceKeys(db, records, lists.keys)
  if (lists.tags) await replaceTags(db, records, lists.tags)
}

async function replaceList(
  db: Db,
  { table, columns, key }: ListTable,
  records: readonly string[],
  wanted: readonly Row[]
): Promise<void> {
  const { rows } = await db.query<Row & { contact_id: string }>(
    `select contact_id, ${columns} from ${table} where contact_id = any($1) order by place`,
    [records]
  )
  const before = rows.map(({ contact_id, ...entry }) => ({ record: contact_id, entry: entry as Row }))
  const after = distribute(records, before, wanted, (entry) => key.map((column) => entry[column]).join(' '))
  await db.query(`delete from ${table} where contact_id = any($1)`, [records])
  await db.query(
    `insert into ${table} (contact_id, place, ${columns})
     select contact_id, place, ${columns} from jsonb_to_recordset($1)
       as x(contact_id uuid, place int, ${columns.map((column) => `${column} text`)})`,
    [JSON.stringify(after.map(({ record, entry }, place) => ({ ...entry, contact_id: record, place: place + 1 })))]
  )
}

async function replaceKeys(db: Db, records: readonly string[], wanted: readonly KeyRow[]): Promise<void> {
  const values = [records, wanted.map(({ system }) => system), wanted.map(({ value }) => value)]
  await db.query(
    `delete from contact_key where contact_id = any($1)
       and (system, value) not in (select * from unnest($2::text[], $3::text[]))`,
    values
  )
  await db.query(
    `insert into contact_key (system, value, contact_id)
     select system, value, ($1::uuid[])[1] from unnest($2::text[], $3::text[]) x(system, value)
     order by 1, 2 on conflict do nothing`, // in one order, so that two who write the same keys wait and do not block
    values
  )
  const { rows } = await db.query<{ at: number; id: string; name: string }>(
    `select x.at::int - 1 as at, root.id, root.display_name as name
     from unnest($2::text[], $3::text[]) with ordinality x(system, value, at)
     join contact_key k using (system, value)
     join contact c on c.id = k.contact_id join contact root on root.id = c.root_id
     where k.contact_id <> all($1) order by x.at`,
    values
  )
  const [taken] = rows
  if (!taken) return
  const errors = rows.map(({ at, name }) => ({ field: `/keys/${at}`, message: `belongs to ${name}` }))
  const key = wanted[taken.at]
  throw new HubError('conflict', `${key?.system} ${key?.value} belongs to ${taken.name}`, {
    extra: { errors, contact: { id: taken.id, displayName: taken.name } }
  })
}

async function replaceTags(db: Db, records: readonly string[], wanted: readonly string[]): Promise<void> {
  const { rows } = await db.query<{ id: string; tags: string[] }>(
    'select id, tags from contact where id = any($1) and (cardinality(tags) > 0 or id = ($1::uuid[])[1])',
    [records]
  )
  const before: Held<string>[] = rows.flatMap(({ id, tags }) => tags.map((entry) => ({ record: id, entry })))
  const after = distribute(records, before, wanted, (tag) => tag)
  for (const { id, tags } of rows) {
    const kept = after.flatMap(({ record, entry }) => (record === id ? [entry] : []))
    if (kept.join('\n') !== tags.join('\n')) await db.query('update contact set tags = $2 where id = $1', [id, kept])
  }
}
