import type { Contact } from '../../../contracts/contact.ts'
import { HubError } from '../../../contracts/errors.ts'
import { badCursor, isId } from '../paging.ts'
import { createParameters, type Put } from '../parameters.ts'
import { contactPage } from '../search/lists.ts'
import { contactsOf } from '../search/store.ts'
import { fold, type Search } from '../search.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesContact } from '../visibility.ts'
import { type ContactWhere, conditionsOf } from './filter.ts'

/** Also by the id of a record that was merged into it. */
export async function findContact(db: Db, id: string): Promise<Contact | undefined> {
  const { rows } = await db.query<{ contact: Contact }>(
    `select contact_json(root) as contact from contact c join contact root on root.id = c.root_id where c.id = $1`,
    [id]
  )
  return rows[0]?.contact
}

/** What a contact has one of; `undefined` leaves a field as it is, null empties it. */
export interface Scalars {
  readonly displayName?: string | undefined
  readonly account?: string | null | undefined
  readonly accountId?: string | null | undefined
  readonly ownerId?: string | null | undefined
  readonly teamId?: string | null | undefined
  readonly note?: string | null | undefined
  /** All that there are, not only those that change. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}

const COLUMNS: Readonly<Record<keyof Scalars, string>> = {
  displayName: 'display_name',
  account: 'account',
  accountId: 'account_id',
  ownerId: 'owner_id',
  teamId: 'team_id',
  note: 'note',
  fields: 'fields'
}

const givenOf = (scalars: Scalars): [column: string, value: unknown][] =>
  Object.entries(scalars).flatMap(([name, value]) =>
    value === undefined ? [] : [[COLUMNS[name as keyof Scalars], value]]
  )

/** It was made at the time in its id: the order of the list is that of both. */
export async function insertContact(db: Db, id: string, scalars: Scalars & { displayName: string }): Promise<void> {
  const given = givenOf(scalars)
  await db.query(
    `insert into contact (id, root_id, created_at, updated_at, ${given.map(([column]) => column)})
     values ($1, $1, uuid_time($1), uuid_time($1),
       ${given.map((_, at) => `$${at + 2}`)})`,
    [id, ...given.map(([, value]) => value)]
  )
}

/** Of a root. Counts as a change also when only lists change. */
export async function updateContact(db: Db, id: string, scalars: Scalars): Promise<void> {
  const given = givenOf(scalars)
  await db.query(
    `update contact set version = version + 1, updated_at = date_trunc('milliseconds', now())
       ${given.map(([column], at) => `, ${column} = $${at + 2}`).join('')} where id = $1`,
    [id, ...given.map(([, value]) => value)]
  )
}

const MAX_TRIES = 5

/**
 * All records of the contact that `id` belongs to, the root first; undefined if there is none. The root is locked: it
 * is merged and unmerged by nobody else until the transaction ends. Calls that come in for it do not wait.
 */
export async function lockRecords(db: Db, id: string): Promise<[string, ...string[]] | undefined> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = await db.query<{ root: string }>('select root_id as root from contact where id = $1', [id])
    if (!found.rows[0]) return undefined
    const { rowCount } = await db.query('select 1 from contact where id = $1 and root_id = id for no key update', [
      found.rows[0].root
    ])
    if (rowCount === 0) continue // it was merged just now
    const { rows } = await db.query<{ records: [string, ...string[]]; has: boolean }>(
      'select contact_records($1) as records, $2 = any(contact_records($1)) as has',
      [found.rows[0].root, id]
    )
    if (rows[0]?.has) return rows[0].records
  }
  throw new HubError('conflict', 'this contact is being merged: try again')
}

/** Keeps what `listContacts` searches: to be called when the name or the account may have changed. */
export async function refreshSearch(
  db: Db,
  { id, displayName, account }: Pick<Contact, 'id' | 'displayName' | 'account'>
): Promise<void> {
  await db.query('update contact set search = $2 where id = $1', [id, fold(`${displayName} ${account ?? ''}`)])
  await db.query('select refresh_contact_document($1)', [id])
}

/** Newest first; with a search, those whom its words or its number find. */
export async function listContacts(
  db: Db,
  search: Search | undefined,
  { before, limit, sight }: { before: string | undefined; limit: number; sight: Sight },
  where: readonly ContactWhere[] = []
): Promise<Contact[]> {
  if (before !== undefined && !isId(before)) throw badCursor()
  const all = (put: Put): string[] => [
    ...where.flatMap((one) => conditionsOf(one, put)),
    ...[seesContact(sight, put, 'c') ?? []].flat()
  ]
  if (search) return contactsOf(db, await contactPage(db, search, { before, limit }, all))
  const { put, values } = createParameters()
  const conditions = ['c.root_id = c.id', ...(before ? [`c.id < ${put(before)}`] : []), ...all(put)]
  const { rows } = await db.query<{ contact: Contact }>(
    `select contact_json(c) as contact from contact c where ${conditions.join(' and ')}
     order by c.id desc limit ${put(limit)}`,
    values
  )
  return rows.map(({ contact }) => contact)
}
