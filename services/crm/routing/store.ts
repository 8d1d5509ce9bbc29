import { uuidv7 } from 'uuidv7'
import type { LeadOffer } from '../../../contracts/lead-offer.ts'
import type { FeedRow } from '../feed/store.ts'
import { createParameters } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesRecord } from '../visibility.ts'
import type { Colleague, PastOffer, Sought } from './decide.ts'

interface KnownOffer extends PastOffer {
  readonly id: string
  readonly isOpen: boolean
  /** Its time is over. */
  readonly isOver: boolean | null
  readonly untilMs: number | null
}

/** A lead that is due: to be put before somebody, or its time with somebody is over. */
export interface DueLead extends Omit<Sought, 'offers'> {
  readonly interaction: string
  readonly offers: readonly KnownOffer[]
}

/** Asked often, and mostly answered with no. */
export async function isAnythingDue(db: Db): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'is-any-lead-due',
    text: 'select from lead_route where due_at <= now() limit 1'
  })
  return rowCount === 1
}

const MOST_AT_ONCE = 200

/**
 * Leads that are due, each held until the end of the transaction; those that another process holds are left to it.
 * `somebodyCame`: also those that wait for people. `after`: the last that was looked at.
 */
export async function takeDue(db: Db, somebodyCame: boolean, after: string | null): Promise<DueLead[]> {
  const { rows } = await db.query<DueLead>({
    name: 'take-due-leads',
    text: `select l.id, l.form_id as form, l.source, l.phone, l.name, l.text, l.interaction_id as interaction,
        (select root.owner_id from contact c join contact root on root.id = c.root_id where c.id = l.contact_id) as owner,
        coalesce((select s.data -> 'fields' from submission s where s.lead_id = l.id order by s.at desc, s.version desc limit 1), '[]')
          as fields,
        coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'user', o.user_id, 'kind', o.kind,
            'isOpen', o.outcome is null, 'isOver', o.until <= now(), 'untilMs', extract(epoch from o.until) * 1000))
          from lead_offer o where o.lead_id = l.id and (o.offered_at >= r.since or o.outcome is null)), '[]') as offers
      from lead_route r join lead l on l.id = r.lead_id
      where (r.due_at <= now() or $1 and r.for_people) and ($2::uuid is null or r.lead_id > $2)
      order by r.lead_id limit ${MOST_AT_ONCE} for update of r, l skip locked`,
    values: [somebodyCame, after]
  })
  return rows
}

export const isWholePage = (leads: readonly unknown[]): boolean => leads.length === MOST_AT_ONCE

/** Of those who are there, the active ones, as the rules look at them. */
export async function readColleagues(db: Db, there: ReadonlySet<string>): Promise<Colleague[]> {
  const { rows } = await db.query<Colleague>({
    name: 'read-colleagues-there',
    text: `with talking as (
        select distinct p #>> '{user,id}' as id from interaction i, jsonb_array_elements(i.participants) p
        where i.state <> 'ended' and p ->> 'leftAt' is null and p #>> '{user,id}' is not null)
      select u.id, u.role, array(select team_id from team_member where user_id = u.id) as teams,
        array(select extension from user_extension where user_id = u.id order by place) as extensions,
        (select count(*)::int from lead where owner_id = u.id and state = 'taken') as load,
        coalesce((select extract(epoch from max(offered_at))::float8 * 1000 from lead_offer where user_id = u.id), 0) as "lastMs",
        u.id::text in (select id from talking)
          or exists (select from lead_offer where user_id = u.id and outcome is null and kind = 'person') as "isBusy",
        (select count(*)::int from lead_offer where user_id = u.id and outcome is null and kind = 'supervisor') as escalated
      from app_user u where u.active and u.id = any($1)`,
    values: [[...there]]
  })
  return rows
}

interface NewOffer {
  readonly lead: string
  readonly user: string
  readonly kind: 'person' | 'supervisor'
  readonly why: string
  readonly rule: string
  readonly interaction: string
  readonly withinSeconds: number | null
  readonly callInSeconds: number | null
}

/** Undefined when somebody was quicker: the person has another lead before them, or the lead is before another. */
export async function insertOffer(
  db: Db,
  offer: NewOffer
): Promise<{ id: string; untilMs: number | null } | undefined> {
  const { lead, user, kind, why, rule, interaction, withinSeconds, callInSeconds } = offer
  const { rows } = await db.query<{ id: string; untilMs: number | null }>({
    name: 'insert-lead-offer',
    text: `insert into lead_offer (id, lead_id, user_id, kind, why, rule_name, interaction_id, offered_at, until, call, call_at)
      select $1, $2, $3, $4, $5, $6, $7, at, at + make_interval(secs => $8),
        case when $9::int is not null then 'due' end, at + make_interval(secs => $9::int)
      from (select date_trunc('milliseconds', clock_timestamp()) as at) x
      on conflict do nothing returning id, (extract(epoch from until) * 1000)::float8 as "untilMs"`,
    values: [uuidv7(), lead, user, kind, why, rule, interaction, withinSeconds, callInSeconds]
  })
  return rows[0]
}

/** `forPeople`: they are looked at as soon as somebody comes, too. */
export async function lookAgain(db: Db, leads: readonly string[], atMs: number, forPeople: boolean): Promise<void> {
  if (leads.length === 0) return
  await db.query({
    name: 'look-again-at-leads',
    text: 'update lead_route set due_at = to_timestamp($2::float8 / 1000), for_people = $3 where lead_id = any($1)',
    values: [leads, atMs, forPeople]
  })
}

export async function leaveRoute(db: Db, lead: string): Promise<void> {
  await db.query('delete from lead_route where lead_id = $1', [lead])
}

/** It is looked at with the next sweep, whenever it was due. */
export async function makeDue(db: Db, lead: string): Promise<void> {
  await db.query('update lead_route set due_at = now() where lead_id = $1', [lead])
}

export async function endOffer(db: Db, id: string, outcome: 'declined' | 'expired'): Promise<boolean> {
  const { rowCount } = await db.query(
    `update lead_offer set outcome = $2, ended_at = date_trunc('milliseconds', now()),
       call = case when call = 'due' then 'stopped' else call end
     where id = $1 and outcome is null`,
    [id, outcome]
  )
  return rowCount === 1
}

/** More cards than these are no help: the others are in their list. */
const MOST_HANDED = 5

/** It is put before whom it was given to; undefined when they have it before them, or too many like it. */
export async function insertHanded(db: Db, lead: string, user: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `insert into lead_offer (id, lead_id, user_id, kind, why, interaction_id, offered_at)
     select $1, id, $3, 'handed', 'handed', interaction_id, date_trunc('milliseconds', clock_timestamp()) from lead where id = $2
       and (select count(*) from lead_offer where user_id = $3 and outcome is null and kind = 'handed') < ${MOST_HANDED}
     on conflict do nothing returning id`,
    [uuidv7(), lead, user]
  )
  return rows[0]?.id
}

/**
 * The offers of a lead that somebody has now, or that is none any more: theirs was taken, the others are withdrawn. `isNew`: they
 * have still to take it, so what was handed to them stays before them.
 */
export async function closeOffers(db: Db, lead: string, by: string | null, isNew = false): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `update lead_offer set outcome = case when user_id = $2 then 'taken' else 'withdrawn' end, by_id = $2,
       ended_at = date_trunc('milliseconds', now()), call = case when call = 'due' then 'stopped' else call end
     where lead_id = $1 and outcome is null and not ($3 and kind = 'handed' and user_id is not distinct from $2) returning id`,
    [lead, by, isNew]
  )
  return rows.map(({ id }) => id)
}

/** The offer that is before this person now, held until the end of the transaction. */
export async function holdOpenOffer(db: Db, lead: string, user: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    'select id from lead_offer where lead_id = $1 and user_id = $2 and outcome is null for update',
    [lead, user]
  )
  return rows[0]?.id
}

/** Appends the offers as they are now to the event stream, in this order; see `appendFeed`. */
export async function appendOffers(db: Db, ids: readonly string[]): Promise<FeedRow[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<FeedRow>({
    name: 'append-lead-offers',
    text: `with told as materialized (
        select x.place, lead_offer_json(o) as offer
        from unnest($1::uuid[]) with ordinality as x(id, place) join lead_offer o on o.id = x.id order by x.place)
      select f.* from told, append_feed('lead-offer', told.offer) f order by f.seq`,
    values: [ids]
  })
  return rows
}

const MOST_OPEN = 5_000

/** All that is before people now, as far as the asker sees the customers. */
export async function readOpenOffers(db: Db, sight: Sight): Promise<LeadOffer[]> {
  const { put, values } = createParameters()
  const seen = seesRecord(sight, put, 'l.contact_id')
  const { rows } = await db.query<{ offer: LeadOffer }>(
    `select lead_offer_json(o) as offer from lead_offer o join lead l on l.id = o.lead_id
     where o.outcome is null ${seen ? `and ${seen}` : ''} order by o.offered_at, o.id limit ${MOST_OPEN}`,
    values
  )
  return rows.map(({ offer }) => offer)
}
