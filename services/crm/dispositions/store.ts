import type { Disposition, DispositionPatch } from '../../../contracts/disposition.ts'
import type { Db } from '../transaction.ts'

const SELECT = 'select id, key, name, parent_id as "parentId", active, place, channels, direction from disposition'

/** All of the tree, siblings in their order. */
export async function listDispositions(db: Db): Promise<Disposition[]> {
  const { rows } = await db.query<Disposition>(`${SELECT} order by place, name, id`)
  return rows
}

export async function findDisposition(db: Db, id: string): Promise<Disposition | undefined> {
  const { rows } = await db.query<Disposition>(`${SELECT} where id = $1`, [id])
  return rows[0]
}

/** Throws PostgreSQL's 23505 when the key is taken. */
export async function insertDisposition(db: Db, one: Disposition): Promise<void> {
  await db.query(
    `insert into disposition (id, key, name, parent_id, active, place, channels, direction)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [one.id, one.key, one.name, one.parentId, one.active, one.place, one.channels, one.direction]
  )
}

/** `undefined` leaves a field as it is. False when there is no such disposition. */
export async function updateDisposition(db: Db, id: string, patch: DispositionPatch): Promise<boolean> {
  const { name, parentId, active, place, channels, direction } = patch
  const { rowCount } = await db.query(
    `update disposition set name = coalesce($2, name), active = coalesce($3, active), place = coalesce($4, place),
       parent_id = case when $5 then $6 else parent_id end, channels = case when $7 then $8 else channels end,
       direction = case when $9 then $10 else direction end, given = false
     where id = $1`,
    [
      ...[id, name, active, place, parentId !== undefined, parentId, channels !== undefined, channels],
      ...[direction !== undefined, direction]
    ]
  )
  return rowCount === 1
}

/** Lets nobody else change the tree until the end of the transaction: two moves could make a circle. */
export async function holdTree(db: Db): Promise<void> {
  await db.query('lock table disposition in share row exclusive mode')
}

/** It lies below that other one, or is it. */
export async function isBelow(db: Db, id: string, above: string): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>(
    `with recursive up as (
       select id, parent_id from disposition where id = $1
       union select d.id, d.parent_id from disposition d join up on d.id = up.parent_id)
     select exists (select 1 from up where id = $2) as found`,
    [id, above]
  )
  return rows[0]?.found ?? false
}

/** What is offered for an interaction (undefined: there is none such), beside what it has now. */
export async function offeredFor(
  db: Db,
  interaction: string
): Promise<{ readonly present: string | null; readonly keys: string[]; readonly binds: boolean } | undefined> {
  const { rows } = await db.query<{ present: string | null; keys: string[]; binds: boolean }>(
    `select i.disposition as present, (select coalesce(bool_or(active), false) and not bool_and(given) from disposition) as binds,
       array(select key from disposition d where active and (channels is null or i.channel = any(channels))
         and (direction is null or direction = i.direction) order by place, name, id) as keys
     from interaction i where id = interaction_now($1)`,
    [interaction]
  )
  return rows[0]
}
