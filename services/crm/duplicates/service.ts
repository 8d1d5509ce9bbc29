import type pg from 'pg'
import type { Contact } from '../../../contracts/contact.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Duplicate } from '../../../contracts/merge.ts'
import type { Asker } from '../auth/asker.ts'
import { FREE_MAIL } from '../contacts/free-mail.ts'
import { conflictsOf } from '../merges/plan.ts'
import { cut, decodePlace } from '../paging.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { seenOf, sightOf } from '../visibility.ts'
import { nameKey, suspectsOf } from './finding.ts'
import {
  type DuplicateFilter,
  dismiss,
  findDuplicate,
  listDuplicates,
  lockValues,
  readCommon,
  replaceSuspects,
  setNameKey
} from './store.ts'

/** To be called in the transaction that wrote a contact, a root: whoever has the same is listed. */
export async function findDuplicates(tx: Db, { id, displayName }: Pick<Contact, 'id' | 'displayName'>): Promise<void> {
  await setNameKey(tx, id, nameKey(displayName))
  await lockValues(tx, id)
  await replaceSuspects(tx, id, suspectsOf(await readCommon(tx, id, [...FREE_MAIL])))
}

interface Wanted extends DuplicateFilter {
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
export async function dismissDuplicate(pool: pg.Pool, id: string, asker: Asker): Promise<Duplicate> {
  return inTransaction(pool, async (tx) => {
    const found = await findDuplicate(tx, id)
    const ids = found?.contacts.map(({ id }) => id) ?? []
    const seen = await seenOf(tx, sightOf(asker), ids)
    if (!found || ids.some((each) => !seen.has(each))) throw new HubError('not-found', 'no such duplicate')
    if (found.state !== 'open') throw new HubError('conflict', `these contacts were ${found.state} already`)
    await dismiss(tx, id, asker.user?.id ?? null)
    return withConflicts({ ...found, state: 'dismissed' })
  })
}
