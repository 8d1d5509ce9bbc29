import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import type { Contact, ContactPatch, NewContact } from '../../../contracts/contact.ts'
import { HubError } from '../../../contracts/errors.ts'
import { findDuplicates } from '../duplicates/service.ts'
import { rememberChoice } from '../evidence/service.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed, appendInteractions, type FeedRow } from '../feed/store.ts'
import { chooseContact, claimPast, liveOf } from '../interactions/store.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { listsOf } from './entries.ts'
import { writeLists } from './lists.ts'
import { scalarsOf } from './scalars.ts'
import { findContact, insertContact, lockRecords, refreshSearch, updateContact } from './store.ts'

interface Deps {
  readonly db: pg.Pool
  readonly region: string
  readonly publisher: Pick<Publisher, 'publish'>
  /** Forgets what was prepared for pops: a contact is not what it was. */
  readonly forgetPops: () => void
}

/**
 * Throws 'bad-input' for what is not a number, an address, a user, a team …, 'conflict' for a key that another contact
 * has, 'not-found' for an interaction that is not there. Who is made of an interaction is who it is: that is remembered for
 * its number or address, as the word of `by` (null: a program).
 */
export async function createContact(deps: Deps, wanted: NewContact, by: string | null): Promise<Contact> {
  const id = uuidv7()
  const lists = listsOf(wanted, deps.region)
  return save(deps, async (tx) => {
    const scalars = await scalarsOf(tx, wanted, undefined)
    await insertContact(tx, id, { ...scalars, displayName: wanted.displayName })
    await writeLists(tx, [id], lists)
    const claimed = await claimPast(tx, id)
    if (wanted.interaction === undefined) return { id, interactions: claimed }
    const chosen = await chooseContact(tx, wanted.interaction, id)
    if (!chosen) throw new HubError('not-found', 'no such interaction')
    await rememberChoice(tx, chosen, id, by)
    return { id, interactions: [...claimed, chosen] }
  })
}

/** Throws 'bad-input', 'not-found', 'conflict' for a key that another contact has. */
export async function changeContact(deps: Deps, id: string, patch: ContactPatch): Promise<Contact> {
  const lists = listsOf(patch, deps.region)
  return save(deps, async (tx) => {
    const records = await lockRecords(tx, id)
    if (!records) throw new HubError('not-found', 'no such contact')
    const [root] = records
    await updateContact(tx, root, await scalarsOf(tx, patch, root))
    await writeLists(tx, records, lists)
    return { id: root, interactions: [...(await claimPast(tx, root)), ...(await liveOf(tx, root))] }
  })
}

/** Which contact was written, and the interactions that show something of it. */
interface Written {
  readonly id: string
  readonly interactions: readonly string[]
}

async function save({ db, publisher, forgetPops }: Deps, write: (tx: Db) => Promise<Written>): Promise<Contact> {
  const { contact, rows } = await inTransaction(db, async (tx) => {
    const { id, interactions } = await write(tx)
    const contact = await findContact(tx, id)
    if (!contact) throw new HubError('not-found', 'no such contact')
    await refreshSearch(tx, contact)
    await findDuplicates(tx, contact)
    const rows: FeedRow[] = await appendFeed(tx, 'contact', contact)
    return { contact, rows: [...rows, ...(await appendInteractions(tx, [...new Set(interactions)]))] }
  })
  forgetPops()
  publisher.publish(rows)
  return contact
}
