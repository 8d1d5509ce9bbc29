import type pg from 'pg'
import type { Contact } from '../../../contracts/contact.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Duplicate } from '../../../contracts/merge.ts'
import { FREE_MAIL } from '../contacts/free-mail.ts'
import { conflictsOf } from '../merges/plan.ts'
import { cut, decodePlace } from '../paging.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { nameKey, suspectsOf } from './finding.ts'
import { dismiss, findDuplicate, listDuplicates, lockValues, readCommon, replaceSuspects, setNameKey } from './store.ts'

/** To be called in the transaction that wrote a contact, a root: whoever has the same is listed. */
export async function findDuplicates(tx: Db, { id, displayName }: Pick<Contact, 'id' | 'displayName'>): Promise<void> {
  await setNameKey(tx, id, nameKey(displayName))
  await lockValues(tx, id)
  await replaceSuspects(tx, id, suspectsOf(await readCommon(tx, id, [...FREE_MAIL])))
}

interface Wanted {
  readonly state: Duplicate['state']
  readonly contact: string | undefined
  readonly cursor: string | undefined
  readonly limit: number
}

type Found = Awaited<ReturnType<typeof listDuplicates>>[number]
const withConflicts = (found: Found): Duplicate => ({ ...found, conflicts: conflictsOf(found.contacts) })

export async function pageOfDuplicates(db: Db, { cursor, limit, ...filter }: Wanted) {
  const before = cursor === undefined ? undefined : decodePlace(cursor)
  const found = await listDuplicates(db, filter, before, limit + 1)
  return cut(found.map(withConflicts), limit, ({ foundAt, id }) => ({ at: foundAt, id }))
}

/** A person says that they are two. Throws 'not-found', 'conflict'. */
export async function dismissDuplicate(pool: pg.Pool, id: string, by: string | null): Promise<Duplicate> {
  return inTransaction(pool, async (tx) => {
    const found = await findDuplicate(tx, id)
    if (!found) throw new HubError('not-found', 'no such duplicate')
    if (found.state !== 'open') throw new HubError('conflict', `these contacts were ${found.state} already`)
    await dismiss(tx, id, by)
    return withConflicts({ ...found, state: 'dismissed' })
  })
}
