import { HubError } from '../../contracts/errors.ts'
import type { Sees } from '../../contracts/words.ts'
import type { Asker } from './auth/asker.ts'
import { createParameters, type Put } from './parameters.ts'
import type { Db } from './transaction.ts'

/**
 * Whose customers somebody sees. `team`: those that the own teams or their members have; `own`: the own ones. Both see,
 * too, whom nobody has, and with whom they had to do themselves: of those, what they had to do with.
 */
export interface Sight {
  readonly sees: Sees
  readonly user: string | null
}

/** Keys see everything. */
export const sightOf = ({ user }: Pick<Asker, 'user'>): Sight => ({ sees: user?.sees ?? 'all', user: user?.id ?? null })

export const EVERYTHING: Sight = { sees: 'all', user: null }

/** Whether the contact `root` is somebody's whom the asker sees, or nobody's. */
function isOwned(sight: Sight, put: Put, root: string): string {
  const me = `${put(sight.user)}::uuid`
  const own = `${root}.owner_id = ${me} or (${root}.owner_id is null and ${root}.team_id is null)`
  if (sight.sees === 'own') return own
  return `${own} or ${root}.team_id in (select team_id from team_member where user_id = ${me})
    or ${root}.owner_id in (select mate.user_id from team_member mine join team_member mate using (team_id)
      where mine.user_id = ${me})`
}

/** The condition under which the root of a contact is seen, `root` being its alias; undefined: all are. */
export function seesContact(sight: Sight, put: Put, root: string): string | undefined {
  if (sight.sees === 'all') return undefined
  return `(${isOwned(sight, put, root)} or exists (select from interaction took
    where took.contact_id = any(contact_records(${root}.id)) and took.user_ids @> array[${put(sight.user)}::uuid]))`
}

/**
 * The condition under which what belongs to a record is seen: a task, a missed call, a file. Null belongs to nobody.
 */
export function seesRecord(sight: Sight, put: Put, contactId: string): string | undefined {
  const condition = seesContact(sight, put, 'seen_root')
  if (condition === undefined) return undefined
  return `(${contactId} is null or exists (select from contact seen_record
    join contact seen_root on seen_root.id = seen_record.root_id where seen_record.id = ${contactId} and ${condition}))`
}

/** The condition under which an interaction is seen, `interaction` being its alias; undefined: all are. */
export function seesInteraction(sight: Sight, put: Put, interaction: string): string | undefined {
  if (sight.sees === 'all') return undefined
  return `(${interaction}.contact_id is null or ${interaction}.user_ids @> array[${put(sight.user)}::uuid]
    or exists (select from contact seen_record join contact seen_root on seen_root.id = seen_record.root_id
      where seen_record.id = ${interaction}.contact_id and (${isOwned(sight, put, 'seen_root')})))`
}

/** The condition under which an item of the event stream is seen, `item` being its alias; undefined: all are. */
export function seesFeedItem(sight: Sight, put: Put, item: string): string | undefined {
  if (sight.sees === 'all') return undefined
  return `(${item}.user_ids @> array[${put(sight.user)}::uuid] or ${isOwned(sight, put, item)})`
}

/** Which of these contacts, roots, the asker sees. */
export async function seenOf(db: Db, sight: Sight, roots: readonly string[]): Promise<ReadonlySet<string>> {
  const { put, values } = createParameters()
  const condition = seesContact(sight, put, 'root')
  if (condition === undefined) return new Set(roots)
  const { rows } = await db.query<{ id: string }>(
    `select root.id from contact root where root.id = any(${put(roots)}) and ${condition}`,
    values
  )
  return new Set(rows.map(({ id }) => id))
}

/** Throws 'not-found' for a contact that is not there for the asker. */
export async function requireContact(db: Db, sight: Sight, id: string): Promise<void> {
  const { put, values } = createParameters()
  const condition = seesContact(sight, put, 'root')
  if (condition === undefined) return
  const { rowCount } = await db.query(
    `select from contact c join contact root on root.id = c.root_id where c.id = ${put(id)} and ${condition}`,
    values
  )
  if (rowCount === 0) throw new HubError('not-found', 'no such contact')
}

/** Throws 'not-found' for an interaction that is not there for the asker. */
export async function requireInteraction(db: Db, sight: Sight, id: string): Promise<void> {
  const { put, values } = createParameters()
  const condition = seesInteraction(sight, put, 'i')
  if (condition === undefined) return
  const asked = put(id)
  const { rowCount } = await db.query(
    `select from interaction i where ${condition}
       and id = coalesce((select interaction_id from interaction_alias where id = ${asked}), ${asked})`,
    values
  )
  if (rowCount === 0) throw new HubError('not-found', 'no such interaction')
}
