import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import type { Contact } from '../../../contracts/contact.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { MergeDone, MergePreview, NewMerge } from '../../../contracts/merge.ts'
import { refreshSearch } from '../contacts/store.ts'
import { findDuplicates } from '../duplicates/service.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed, appendInteractions, type FeedRow } from '../feed/store.ts'
import { type Db, inTransaction, rehearse } from '../transaction.ts'
import { choicesOf, conflictsOf, fault, planFields } from './plan.ts'
import {
  countRecords,
  findMerge,
  insertMerge,
  liveOfRoots,
  lockForMerge,
  readHeld,
  rootOf,
  touch,
  undoMerge
} from './store.ts'

export interface MergeDeps {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
  /** Forgets what was prepared for pops: a contact is not what it was. */
  readonly forgetPops: () => void
}

/** What is shown of a contact reads all its records. */
const MAX_RECORDS = 1_000

/** What a merge would come to. Throws 'bad-input', 'conflict'. */
export async function previewMerge({ db }: MergeDeps, wanted: NewMerge): Promise<MergePreview> {
  return rehearse(db, async (tx) => {
    const plan = await planMerge(tx, wanted)
    await insertMerge(tx, rowOf(plan, wanted, null))
    const [done] = await readHeld(tx, [wanted.winner])
    return { fields: plan.fields, conflicts: plan.conflicts, result: done?.contact as Contact }
  })
}

/** Throws 'bad-input', 'conflict'. `by` is null for a program. */
export async function mergeContacts(deps: MergeDeps, wanted: NewMerge, by: string | null): Promise<MergeDone> {
  return write(deps, async (tx) => {
    const plan = await planMerge(tx, wanted)
    if (plan.conflicts.length > 0 && !wanted.despiteConflicts) {
      const systems = plan.conflicts.map(({ system }) => system).join(', ')
      throw new HubError(
        'conflict',
        `they have different ids in ${systems}: say despiteConflicts if it is one contact`,
        {
          extra: { conflicts: plan.conflicts }
        }
      )
    }
    const row = rowOf(plan, wanted, by)
    await insertMerge(tx, row)
    return { merge: row.id, changed: [wanted.winner, ...wanted.losers] }
  })
}

/** Throws 'not-found', and 'conflict' for what is undone already. */
export async function undo(deps: MergeDeps, id: string, by: string | null): Promise<MergeDone> {
  return write(deps, async (tx) => {
    const asked = await findMerge(tx, id)
    if (!asked) throw new HubError('not-found', 'no such merge')
    await lockForMerge(tx, [asked.winner, ...asked.losers])
    const merge = await findMerge(tx, id) // as it is now that nobody else may change it
    if (!merge || merge.undoneAt !== null) throw new HubError('conflict', 'this merge was undone already')
    await undoMerge(tx, merge, by)
    return { merge: id, changed: [merge.winner, await rootOf(tx, merge.winner), ...merge.losers] }
  })
}

type Plan = Awaited<ReturnType<typeof planMerge>>

async function planMerge(tx: Db, { winner, losers, fields: wanted }: NewMerge) {
  const at = losers.indexOf(winner)
  if (at >= 0) throw fault(`/losers/${at}`, 'is the winner: a contact is not merged into itself')
  const ids = [winner, ...losers]
  await lockForMerge(tx, ids)
  const held = new Map((await readHeld(tx, ids)).map((one) => [one.id, one]))
  const contacts = ids.map((id, place) => {
    const field = place === 0 ? '/winner' : `/losers/${place - 1}`
    const one = held.get(id)
    if (!one) throw fault(field, 'there is no such contact')
    if (one.mergedInto !== null) {
      const detail = `${field} was merged into ${one.rootName} already: take that contact, or undo the merge first`
      throw new HubError('conflict', detail, { extra: { errors: [{ field, message: 'was merged already' }] } })
    }
    return one.contact
  })
  if ((await countRecords(tx, ids)) > MAX_RECORDS) {
    throw new HubError('conflict', `one contact is made of ${MAX_RECORDS} records at most`)
  }
  return { contacts, fields: planFields(contacts, wanted), conflicts: conflictsOf(contacts) }
}

const rowOf = ({ contacts, fields }: Plan, { winner, losers }: NewMerge, by: string | null) => ({
  ...{ id: uuidv7(), winner, losers, by, choices: choicesOf(fields, winner) },
  names: contacts.map(({ id, displayName }) => ({ id, displayName }))
})

/** One transaction; all contacts that it changed, and their live calls, are told of when it is committed. */
async function write(
  { db, publisher, forgetPops }: MergeDeps,
  change: (tx: Db) => Promise<{ merge: string; changed: string[] }>
): Promise<MergeDone> {
  const { done, rows } = await inTransaction(db, async (tx) => {
    const { merge, changed } = await change(tx)
    const contacts = await touch(tx, [...new Set(changed)])
    for (const { root, contact } of contacts) {
      await refreshSearch(tx, contact)
      if (contact.id === root) await findDuplicates(tx, contact)
    }
    const written = await findMerge(tx, merge)
    const root = written && (await rootOf(tx, written.winner))
    const contact = contacts.find(({ contact }) => contact.id === root)?.contact
    if (!written || !contact) throw new HubError('not-found', 'no such merge')
    const live = await liveOfRoots(tx, [...new Set(contacts.map(({ root }) => root))])
    const rows: FeedRow[] = []
    for (const { root, contact } of contacts) {
      rows.push(...(await appendFeed(tx, 'contact', contact.id === root ? contact : { ...contact, mergedInto: root })))
    }
    return { done: { ...written, contact }, rows: [...rows, ...(await appendInteractions(tx, live))] }
  })
  forgetPops()
  publisher.publish(rows)
  return done
}
