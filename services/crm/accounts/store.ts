import type { Account } from '../../../contracts/account.ts'
import type { Contact } from '../../../contracts/contact.ts'
import type { Brief } from '../../../contracts/words.ts'
import type { PhoneRow } from '../contacts/entries.ts'
import { badCursor, isId } from '../paging.ts'
import { createParameters } from '../parameters.ts'
import { escapeLike } from '../search.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesContact } from '../visibility.ts'

const SELECT = `select a.id, a.name, a.tax_id as "taxId", a.note, a.version::int as version,
    iso(a.created_at) as "createdAt", iso(a.updated_at) as "updatedAt",
    (select jsonb_build_object('id', p.id, 'name', p.name) from account p where p.id = a.parent_id) as parent,
    (select coalesce(jsonb_agg(jsonb_build_object('number', p.number, 'raw', p.raw, 'label', p.label)
     order by p.place), '[]') from account_phone p where p.account_id = a.id) as phones,
    (select coalesce(jsonb_agg(d.domain order by d.domain collate "C"), '[]')
     from account_domain d where d.account_id = a.id) as domains
  from account a`

export async function findAccount(db: Db, id: string): Promise<Account | undefined> {
  const { rows } = await db.query<Account>(`${SELECT} where a.id = $1`, [id])
  return rows[0]
}

/** Newest first. Every word, folded, must be in the name, the domains or the tax id. */
export async function listAccounts(
  db: Db,
  words: readonly string[],
  before: string | undefined,
  limit: number
): Promise<Account[]> {
  if (before !== undefined && !isId(before)) throw badCursor()
  const { rows } = await db.query<Account>(
    `${SELECT} where ($1::uuid is null or a.id < $1)
       and (cardinality($2::text[]) = 0 or a.search like all ($2)) order by a.id desc limit $3`,
    [before ?? null, words.map((word) => `%${escapeLike(word)}%`), limit]
  )
  return rows
}

export async function branchesOf(db: Db, id: string, limit: number): Promise<Brief[]> {
  const { rows } = await db.query<Brief>(
    'select id, name from account where parent_id = $1 order by name, id limit $2',
    [id, limit]
  )
  return rows
}

/** The contacts of an organisation itself that are seen, newest first. */
export async function staffOf(
  db: Db,
  id: string,
  { before, limit, sight }: { before: string | undefined; limit: number; sight: Sight }
): Promise<Contact[]> {
  if (before !== undefined && !isId(before)) throw badCursor()
  const { put, values } = createParameters()
  const { rows } = await db.query<{ contact: Contact }>(
    `select contact_json(c) as contact from contact c
     where account_id = ${put(id)} and root_id = id and ${seesContact(sight, put, 'c') ?? true}
       ${before === undefined ? '' : `and id < ${put(before)}`} order by id desc limit ${put(limit)}`,
    values
  )
  return rows.map(({ contact }) => contact)
}

/** What an account has one of; `undefined` leaves it as it is. */
interface AccountRow {
  readonly name: string | undefined
  readonly parentId: string | null | undefined
  readonly taxId: string | null | undefined
  readonly note: string | null | undefined
}

export async function insertAccount(db: Db, id: string, name: string): Promise<void> {
  await db.query(
    `insert into account (id, name, version, created_at, updated_at)
     values ($1, $2, 0, date_trunc('milliseconds', now()), date_trunc('milliseconds', now()))`,
    [id, name]
  )
}

/** False when there is no such account. */
export async function updateAccount(db: Db, id: string, row: AccountRow): Promise<boolean> {
  const { rowCount } = await db.query(
    `update account set name = coalesce($2, name), parent_id = case when $3 then $4::uuid else parent_id end,
       tax_id = case when $5 then $6 else tax_id end, note = case when $7 then $8 else note end,
       version = version + 1, updated_at = date_trunc('milliseconds', now())
     where id = $1`,
    [
      ...[id, row.name, row.parentId !== undefined, row.parentId, row.taxId !== undefined, row.taxId],
      ...[row.note !== undefined, row.note]
    ]
  )
  return rowCount === 1
}

/** Replaces the numbers. */
export async function setAccountPhones(db: Db, id: string, phones: readonly PhoneRow[]): Promise<void> {
  await db.query('delete from account_phone where account_id = $1', [id])
  await db.query(
    `insert into account_phone (account_id, place, number, raw, label)
     select $1, place, number, raw, label
     from unnest($2::text[], $3::text[], $4::text[]) with ordinality as x(number, raw, label, place)`,
    [id, phones.map((p) => p.number), phones.map((p) => p.raw), phones.map((p) => p.label)]
  )
}

/** Replaces the domains. */
export async function setDomains(db: Db, id: string, domains: readonly string[]): Promise<void> {
  await db.query('delete from account_domain where account_id = $1', [id])
  await db.query(
    'insert into account_domain (account_id, domain) select $1, d from unnest($2::text[]) d on conflict do nothing',
    [id, domains]
  )
}

export async function setSearch(db: Db, id: string, search: string): Promise<void> {
  await db.query('update account set search = $2 where id = $1', [id, search])
}

/** From here to the commit nobody else changes who is whose branch, or a tax id. */
export async function lockTrees(db: Db): Promise<void> {
  await db.query("select pg_advisory_xact_lock(hashtext('account trees'))")
}

/** The account and what it is a branch of, upwards; empty when there is no such account. */
export async function ancestorsOf(db: Db, id: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `with recursive up (id, parent_id, depth) as (
       select id, parent_id, 1 from account where id = $1
       union all
       select a.id, a.parent_id, up.depth + 1 from up join account a on a.id = up.parent_id where up.depth < 100)
     select id from up order by depth`,
    [id]
  )
  return rows.map(({ id }) => id)
}

/** The account and all of its branches, and theirs. */
export async function treeOf(db: Db, id: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `with recursive down (id, depth) as (
       select $1::uuid, 1
       union all
       select a.id, down.depth + 1 from down join account a on a.parent_id = down.id where down.depth < 100)
     select id from down limit 5000`,
    [id]
  )
  return rows.map(({ id }) => id)
}

/** Accounts with a tax id, outside the tree that is given. */
export async function othersWithTaxId(db: Db, taxId: string, tree: readonly string[]): Promise<Brief[]> {
  const { rows } = await db.query<Brief>(
    'select id, name from account where tax_id = $1 and id <> all($2) order by id limit 10',
    [taxId, tree]
  )
  return rows
}
