import type { Candidate } from '../../../contracts/candidate.ts'
import type { Contact } from '../../../contracts/contact.ts'
import { badCursor, isId } from '../paging.ts'
import { escapeLike, fold, type Search } from '../search.ts'
import type { Db } from '../transaction.ts'

export interface PhoneRow {
  readonly number: string
  readonly raw: string
  readonly label: string | null
}
interface EmailRow {
  readonly address: string
  readonly label: string | null
}

/** A contact whose number or address it is, and when somebody last spoke with them. */
export interface Match {
  readonly contact: Candidate['contact']
  readonly spokeAt: Date | null
}

export async function findContact(db: Db, id: string): Promise<Contact | undefined> {
  const { rows } = await db.query<{ contact: Contact }>(
    'select contact_json(c) as contact from contact c where id = $1',
    [id]
  )
  return rows[0]?.contact
}

export async function insertContact(
  db: Db,
  contact: { id: string; displayName: string; account: string | null; note: string | null }
): Promise<void> {
  await db.query(
    `insert into contact (id, root_id, display_name, account, note, created_at, updated_at)
     values ($1, $1, $2, $3, $4, date_trunc('milliseconds', now()), date_trunc('milliseconds', now()))`,
    [contact.id, contact.displayName, contact.account, contact.note]
  )
}

/** `undefined` leaves a field as it is, null empties it. False when there is no such contact. */
export async function updateContact(
  db: Db,
  id: string,
  patch: { displayName?: string | undefined; account?: string | null | undefined; note?: string | null | undefined }
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update contact set display_name = coalesce($2, display_name),
       account = case when $3 then $4 else account end, note = case when $5 then $6 else note end,
       version = version + 1, updated_at = date_trunc('milliseconds', now())
     where id = $1`,
    [id, patch.displayName, patch.account !== undefined, patch.account, patch.note !== undefined, patch.note]
  )
  return rowCount === 1
}

export async function setPhones(db: Db, id: string, phones: readonly PhoneRow[]): Promise<void> {
  await db.query('delete from contact_phone where contact_id = $1', [id])
  await db.query(
    `insert into contact_phone (contact_id, place, number, raw, label)
     select $1, place, number, raw, label
     from unnest($2::text[], $3::text[], $4::text[]) with ordinality as x(number, raw, label, place)`,
    [id, phones.map((p) => p.number), phones.map((p) => p.raw), phones.map((p) => p.label)]
  )
}

export async function setEmails(db: Db, id: string, emails: readonly EmailRow[]): Promise<void> {
  await db.query('delete from contact_email where contact_id = $1', [id])
  await db.query(
    `insert into contact_email (contact_id, place, address, key, label)
     select $1, place, address, key, label
     from unnest($2::text[], $3::text[], $4::text[]) with ordinality as x(address, key, label, place)`,
    [id, emails.map((e) => e.address), emails.map((e) => fold(e.address)), emails.map((e) => e.label)]
  )
}

/** Keeps what `listContacts` searches: to be called when the name or the account may have changed. */
export async function refreshSearch(db: Db, { id, displayName, account }: Contact): Promise<void> {
  await db.query('update contact set search = $2 where id = $1', [id, fold(`${displayName} ${account ?? ''}`)])
}

/** Newest first. Every word must be in the name or the account, or the text begins or ends a number, or an address. */
export async function listContacts(
  db: Db,
  search: Search | undefined,
  before: string | undefined,
  limit: number
): Promise<Contact[]> {
  if (before !== undefined && !isId(before)) throw badCursor()
  const words = search?.words ?? []
  const number = search?.number
  const { rows } = await db.query<{ contact: Contact }>(
    `select contact_json(c) as contact from contact c
     where ($1::uuid is null or c.id < $1)
       and (cardinality($2::text[]) = 0
         or c.search like all ($2)
         or c.id in (select contact_id from contact_phone where number like $3 or number like $4
           or reverse(number) like $5)
         or c.id in (select contact_id from contact_email where key like $6))
     order by c.id desc limit $7`,
    [
      before ?? null,
      words.map((word) => `%${escapeLike(word)}%`),
      number ? `${escapeLike(number.begins[0])}%` : null,
      number ? `${number.begins[1]}%` : null,
      number ? `${[...number.digits].reverse().join('')}%` : null,
      `${escapeLike(words.join(' '))}%`,
      limit
    ]
  )
  return rows.map(({ contact }) => contact)
}

const MATCH = `select contact_json(c) as contact,
    (select max(started_at) from interaction i where i.contact_id = c.id and i.outcome = 'answered') as "spokeAt"
  from contact c`
const BEST_FIRST = `order by c.id = $2 desc nulls last, "spokeAt" desc nulls last, c.id desc limit 10`

/** Who has the number, the likeliest first; `chosen` is there in any case. */
export async function matchNumber(db: Db, number: string | null, chosen: string | null): Promise<Match[]> {
  const { rows } = await db.query<Match>({
    name: 'match-number',
    text: `${MATCH} where c.id = $2 or c.id in (select contact_id from contact_phone where number = $1) ${BEST_FIRST}`,
    values: [number, chosen]
  })
  return rows
}

export async function matchEmail(db: Db, address: string): Promise<Match[]> {
  const { rows } = await db.query<Match>(
    `${MATCH} where c.id = $2 or c.id in (select contact_id from contact_email where key = $1)
     ${BEST_FIRST}`,
    [fold(address), null]
  )
  return rows
}
