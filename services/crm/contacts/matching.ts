import type { Candidate } from '../../../contracts/candidate.ts'
import type { Db } from '../transaction.ts'

/** By what contacts are looked for. */
export interface Clue {
  readonly kind: 'phone' | 'email' | 'extension' | 'key'
  /** The number, address or id as it is compared; null when it is hidden. */
  readonly value: string | null
  /** The system that gave the id, with the kind `key`. */
  readonly system?: string
  /** The contact that a person chose. */
  readonly chosen?: string | null
  /** What they called us by. */
  readonly line?: string | null
  /** The interaction that it is about: it is no past one. */
  readonly interaction?: string | null
}

export type Brief = { readonly id: string; readonly name: string } | null

/** A contact, and all that speaks for and against it. */
export interface Match {
  readonly contact: Candidate['contact']
  /** It has the number, address or id. */
  readonly holds: boolean
  /** How many contacts have it, all but those that it was said not to be. */
  readonly holders: number
  readonly spokeAt: Date | null
  /** How often they called the line, of the last times that we had to do with them. */
  readonly lineCalls: number
  readonly verdict: 'is' | 'is-not' | null
  readonly saidAt: Date | null
  readonly saidBy: Brief
  readonly saidIn: string | null
  readonly wroteAt: Date | null
  readonly wroteIn: string | null
  readonly wroteOn: string | null
}

const HOLDERS: Readonly<Record<Clue['kind'], string>> = {
  phone: 'select c.root_id as root from contact_phone p join contact c on c.id = p.contact_id where p.number = $1',
  extension: 'select c.root_id as root from contact_phone p join contact c on c.id = p.contact_id where p.number = $1',
  email: 'select c.root_id as root from contact_email e join contact c on c.id = e.contact_id where e.key = $1',
  key: `select c.root_id as root from contact_key k join contact c on c.id = k.contact_id
    where k.value = $1 and k.system = $4`
}
/** Numbers that everybody has are not looked at to the end. */
const MAX_HOLDERS = 200
const MAX_CANDIDATES = 10
const RECENT = 50

/** As what it is told in evidence. */
const writtenAs = (kind: Clue['kind']): 'email' | 'phone' => (kind === 'email' ? 'email' : 'phone')

/** What is asked for beside who has it: each costs time, and most numbers are in no letter. */
interface Parts {
  readonly wrote: boolean
  readonly line: boolean
}

const WROTE = (kind: string): string => `
  wrote as (
    select distinct on (c.root_id) c.root_id as root, m.at, i.id as interaction, i.channel
    from (select * from evidence where kind = '${kind}' and value = $1
            and verdict = 'mentioned' order by at desc limit ${RECENT}) m
    left join interaction_alias a on a.id = m.interaction_id
    join interaction i on i.id = coalesce(a.interaction_id, m.interaction_id)
    join contact c on c.id = i.contact_id
    order by c.root_id, m.at desc),`
const NOBODY_WROTE = `
  wrote as (select null::uuid as root, null::timestamptz as at, null::uuid as interaction, null::text as channel limit 0),`

const CALLS = (interaction: string): string => `
  left join lateral (
    select count(*) as n from unnest(contact_records(f.root)) r (record) cross join lateral (
      select i.id, i.line, i.direction, i.channel from interaction i where i.contact_id = r.record
      order by i.started_at desc, i.id desc limit ${RECENT}) x
    where x.line = $3 and x.direction = 'inbound' and x.channel = 'call'
      and x.id is distinct from ${interaction}::uuid) calls on true`
const NO_CALLS = 'cross join (select 0 as n where $3::text is null) calls'

function matchText(kind: Clue['kind'], { wrote, line }: Parts): string {
  const written = writtenAs(kind)
  return `
  with holder as (select distinct root from (${HOLDERS[kind]} limit ${MAX_HOLDERS}) h),
  said as (select * from verdicts('${written}', $1)),${wrote ? WROTE(written) : NOBODY_WROTE}
  found as (
    select root from holder union select root from said union select root from wrote
    union select root_id from contact where id = $2)
  select contact_json(c) as contact, h.root is not null as holds, n.holders, spoke.at as "spokeAt",
    coalesce(calls.n, 0)::int as "lineCalls", s.verdict, s.at as "saidAt", user_brief(s.by_id) as "saidBy",
    s.interaction_id as "saidIn", w.at as "wroteAt", w.interaction as "wroteIn", w.channel as "wroteOn"
  from found f
  join contact c on c.id = f.root
  left join holder h on h.root = f.root
  left join said s on s.root = f.root
  left join wrote w on w.root = f.root
  cross join (select count(*)::int as holders from holder
    where root not in (select root from said where verdict = 'is-not')) n
  cross join lateral (select max(at) as at from contact_spoke where contact_id = any(contact_records(f.root))) spoke
  ${line ? CALLS(kind === 'key' ? '$5' : '$4') : NO_CALLS}
  order by f.root = (select root_id from contact where id = $2) desc nulls last, coalesce(s.verdict = 'is-not', false),
    s.verdict = 'is' desc nulls last, s.at desc nulls last, h.root is not null desc, spoke.at desc nulls last,
    w.at desc nulls last, f.root desc
  limit ${MAX_CANDIDATES}`
}

const isWritten = async (db: Db, kind: Clue['kind'], value: string | null): Promise<boolean> => {
  const { rowCount } = await db.query({
    name: 'is-written',
    text: "select from evidence where kind = $1 and value = $2 and verdict = 'mentioned' limit 1",
    values: [writtenAs(kind), value]
  })
  return rowCount === 1
}

/**
 * Of most numbers nobody said anything, and one contact has them: that is asked first, with one statement and little of it.
 * Undefined when there is more to it.
 */
async function matchOnly(db: Db, clue: Clue): Promise<Match[] | undefined> {
  const { kind, line } = clue
  const { rows } = await db.query<Pick<Match, 'contact' | 'holders' | 'spokeAt' | 'lineCalls'>>({
    name: `match-only-${kind}${line ? '-line' : ''}`,
    text: `
      with holder as (select distinct root from (${HOLDERS[kind]} limit ${MAX_HOLDERS}) h)
      select f.holders, case when c.id is not null then contact_json(c) end as contact, spoke.at as "spokeAt",
        coalesce(calls.n, 0)::int as "lineCalls"
      from (select count(*)::int as holders, (array_agg(root))[1] as root from holder) f
      left join contact c on c.id = f.root
      cross join lateral (select max(at) as at from contact_spoke where contact_id = any(contact_records(f.root))) spoke
      ${line ? CALLS(kind === 'key' ? '$5' : '$4') : NO_CALLS}
      where f.holders < 2 and ($2::uuid is null or f.root = (select root_id from contact where id = $2))
        and not exists (select from evidence where kind = '${writtenAs(kind)}' and value = $1)`,
    values: valuesOf(clue)
  })
  return rows[0] && rows.filter(({ holders }) => holders === 1).map((row) => ({ ...row, ...NOTHING_SAID, holds: true }))
}

const NOTHING_SAID = {
  ...{ verdict: null, saidAt: null, saidBy: null, saidIn: null },
  ...{ wroteAt: null, wroteIn: null, wroteOn: null }
}

const valuesOf = ({ kind, value, system, chosen = null, line = null, interaction = null }: Clue): unknown[] => [
  ...[value, chosen, line || null],
  ...(kind === 'key' ? [system] : []),
  ...(line ? [interaction] : [])
]

/** Whoever has it, was said to be it, or wrote it, the likeliest first; `chosen` is there in any case. */
export async function matchContacts(db: Db, clue: Clue): Promise<Match[]> {
  const only = await matchOnly(db, clue)
  if (only) return only
  const { kind, value, line } = clue
  const parts = { wrote: await isWritten(db, kind, value), line: Boolean(line) }
  const { rows } = await db.query<Match>({
    name: `match-${kind}${parts.wrote ? '-wrote' : ''}${parts.line ? '-line' : ''}`,
    text: matchText(kind, parts),
    values: valuesOf(clue)
  })
  return rows
}

/** A contact of the same company as the asked one may be. */
export interface Colleague {
  readonly contact: Candidate['contact']
  readonly company: string
}

/**
 * The staff of the organisation to which the number belongs, or which the contacts that have it work for; with an
 * address, also those with addresses of the same `domain`. An organisation that is written by name only is one with those
 * of the same name.
 */
export async function matchColleagues(
  db: Db,
  { kind, value }: Clue,
  domain: string | null,
  known: readonly string[]
): Promise<Colleague[]> {
  const { rows } = await db.query<Colleague>(
    `with company as (
       select a.id, a.name, lower(btrim(a.name)) as key from account a
       where a.id in (select account_id from account_phone where $1::text = 'phone' and number = $2)
         or a.id in (select account_id from account_domain where domain = $3)
         or a.id in (select account_id from contact where id = any($4))
         or lower(btrim(a.name)) in (select lower(btrim(account)) from contact where id = any($4))
       limit 3),
     written as (
       select name, key from company
       union (select account, lower(btrim(account)) from contact where id = any($4) and account is not null limit 3)),
     staff as (
       (select c.root_id as root, company.name from company join contact c on c.account_id = company.id limit 50)
       union
       (select c.root_id, written.name from written join contact c on lower(btrim(c.account)) = written.key
        where c.account is not null limit 50)
       union
       (select c.root_id, $3::text from contact_email e join contact c on c.id = e.contact_id
        where split_part(e.key, '@', 2) = $3 limit 50))
     select contact_json(c) as contact, s.name as company
     from (select root, min(name) as name from staff where root <> all($4) group by root) s
     join contact c on c.id = s.root order by c.updated_at desc, c.id desc limit 3`,
    [kind, value, domain, known]
  )
  return rows
}
