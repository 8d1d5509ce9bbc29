import { uuidv7 } from 'uuidv7'
import type { Contact } from '../../../contracts/contact.ts'
import type { Duplicate } from '../../../contracts/merge.ts'
import type { Place } from '../paging.ts'
import { createParameters } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesRecord } from '../visibility.ts'
import type { Common, Suspect } from './finding.ts'

/** What more contacts than this have is a switchboard's number or a shop's address, and says nothing. */
const MAX_SHARING = 10
const MAX_FOUND = 50
const LOCKS = 64

export async function setNameKey(db: Db, id: string, key: string | null): Promise<void> {
  await db.query('update contact set name_key = $2 where id = $1 and name_key is distinct from $2', [id, key])
}

/**
 * Contacts with something in common that are written at the same time wait for each other, so that the second sees the
 * first.
 */
export async function lockValues(db: Db, root: string): Promise<void> {
  await db.query(
    `select pg_advisory_xact_lock(hashtext('duplicates'), bucket) from (
       select distinct abs(hashtext(value) % ${LOCKS}) as bucket from (
         select number as value from contact_phone where contact_id = any(contact_records($1))
         union all select key from contact_email where contact_id = any(contact_records($1))
         union all select kind || key from contact_messenger where contact_id = any(contact_records($1))
         union all select name_key from contact where id = $1 and name_key is not null) x
       order by bucket) y`,
    [root]
  )
}

/** The contacts that have what this one has in one of a table's columns, few enough to mean something. */
const sharing = (code: Common['code'], table: string, columns: readonly string[], condition = 'true'): string => `
  select '${code}' as code, v.shown as value, o.root as other
  from (select distinct ${columns.join(', ')}, ${columns.at(-1)} as shown from ${table}
        where contact_id = any(contact_records($1)) and ${condition}) v
  cross join lateral (
    select array_agg(distinct c.root_id) as roots
    from (select contact_id from ${table} t where (${columns.map((c) => `t.${c}`)}) = (${columns.map((c) => `v.${c}`)})
          limit 200) s join contact c on c.id = s.contact_id) h
  cross join lateral unnest(h.roots) o (root)
  where cardinality(h.roots) <= ${MAX_SHARING}`

const COMMON = `
  with common as (
    ${sharing('same-phone', 'contact_phone', ['number'], "number like '+%' and not exists (select from account_phone a where a.number = contact_phone.number)")}
    union ${sharing('same-email', 'contact_email', ['key'])}
    union ${sharing('same-messenger', 'contact_messenger', ['kind', 'key'])}
    union (
      select 'same-name', coalesce(a.name, c.account, shared.domain), c.id
      from contact me join contact c on c.name_key = me.name_key and c.root_id = c.id
      left join account a on a.id = c.account_id and c.account_id = me.account_id
      left join lateral (
        select min(split_part(e.key, '@', 2)) as domain
        from contact_email e join contact_email f on split_part(f.key, '@', 2) = split_part(e.key, '@', 2)
        where e.contact_id = any(contact_records(c.id)) and f.contact_id = any(contact_records(me.id))
          and split_part(e.key, '@', 2) <> all($2)) shared on true
      where me.id = $1 and (a.id is not null or shared.domain is not null or lower(c.account) = lower(me.account))
      limit ${MAX_FOUND}))
  select code, value, other from common where other <> $1 order by other, code, value limit ${MAX_FOUND}`

/** What the contact has in common with others; `free`: domains of mail providers. */
export async function readCommon(db: Db, root: string, free: readonly string[]): Promise<Common[]> {
  const { rows } = await db.query<Common>(COMMON, [root, free])
  return rows
}

/** Lists the suspects of a contact, instead of those that were found before; what a person dismissed stays so. */
export async function replaceSuspects(db: Db, root: string, suspects: readonly Suspect[]): Promise<void> {
  const others = suspects.map(({ other }) => other)
  await db.query(
    `delete from duplicate d using contact c
     where d.state = 'open' and (d.a_id = $1 and d.b_id = c.id or d.b_id = $1 and d.a_id = c.id)
       and c.root_id <> $1 and c.id <> all($2)`,
    [root, others]
  )
  if (suspects.length === 0) return
  await db.query(
    `insert into duplicate (id, a_id, b_id, score, evidence, found_at)
     select x.id, least($1, x.other), greatest($1, x.other), x.score, x.evidence,
       date_trunc('milliseconds', clock_timestamp())
     from unnest($2::uuid[], $3::uuid[], $4::float8[], $5::jsonb[]) as x (id, other, score, evidence)
     where not exists (
       select from duplicate d where d.state = 'dismissed'
         and (d.a_id = any(contact_records($1)) and d.b_id = any(contact_records(x.other))
           or d.b_id = any(contact_records($1)) and d.a_id = any(contact_records(x.other))))
     order by x.other
     on conflict (a_id, b_id) do update set score = excluded.score, evidence = excluded.evidence
       where duplicate.state = 'open' and duplicate.evidence <> excluded.evidence`,
    [
      ...[root, suspects.map(() => uuidv7()), others, suspects.map(({ score }) => score)],
      suspects.map(({ evidence }) => JSON.stringify(evidence))
    ]
  )
}

type Row = Omit<Duplicate, 'conflicts' | 'contacts'> & { readonly contacts: [Contact, Contact] }

const SELECT = `
  select d.id, d.score, d.evidence, iso(d.found_at) as "foundAt",
    case when a.root_id = b.root_id then 'merged' else d.state end as state,
    jsonb_build_array(contact_json(a), contact_json(b)) as contacts
  from duplicate d join contact a on a.id = d.a_id join contact b on b.id = d.b_id`
const WHERE: Readonly<Record<Duplicate['state'], string>> = {
  open: "d.state = 'open' and a.root_id = a.id and b.root_id = b.id",
  dismissed: "d.state = 'dismissed' and a.root_id = a.id and b.root_id = b.id",
  merged: 'a.root_id = b.root_id'
}

export interface DuplicateFilter {
  readonly state: Duplicate['state']
  readonly contact: string | undefined
  readonly sight: Sight
}

/** Newest first. Pairs of which one was merged with a third are not shown: the pair with that one is. */
export async function listDuplicates(
  db: Db,
  { state, contact, sight }: DuplicateFilter,
  before: Place | undefined,
  limit: number
): Promise<Row[]> {
  const { put, values } = createParameters()
  const where = [WHERE[state], ...['d.a_id', 'd.b_id'].flatMap((id) => seesRecord(sight, put, id) ?? [])]
  if (contact !== undefined) where.push(`${put(contact)} in (d.a_id, d.b_id)`)
  if (before) where.push(`(d.found_at, d.id) < (${put(before.at)}::timestamptz, ${put(before.id)}::uuid)`)
  const { rows } = await db.query<Row>(
    `${SELECT} where ${where.join(' and ')} order by d.found_at desc, d.id desc limit ${put(limit)}`,
    values
  )
  return rows
}

export async function findDuplicate(db: Db, id: string): Promise<Row | undefined> {
  const { rows } = await db.query<Row>(`${SELECT} where d.id = $1 for update of d`, [id])
  return rows[0]
}

export async function dismiss(db: Db, id: string, by: string | null): Promise<void> {
  await db.query("update duplicate set state = 'dismissed', dismissed_at = now(), dismissed_by = $2 where id = $1", [
    ...[id, by]
  ])
}
