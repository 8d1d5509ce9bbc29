import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import type { Contact, ContactPatch, NewContact } from '../../../contracts/contact.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed, appendInteractions, type FeedRow } from '../feed/store.ts'
import { chooseContact, claimNumbers, liveOf } from '../interactions/store.ts'
import { numberKey } from '../numbers.ts'
import { type Db, inTransaction } from '../transaction.ts'
import {
  findContact,
  insertContact,
  type PhoneRow,
  refreshSearch,
  setEmails,
  setPhones,
  updateContact
} from './store.ts'

interface Deps {
  readonly db: pg.Pool
  readonly region: string
  readonly publisher: Pick<Publisher, 'publish'>
  /** Forgets what was prepared for pops: a contact is not what it was. */
  readonly forgetPops: () => void
}

/** Throws 'bad-input' for a phone that is no number, 'not-found' for an interaction that is not there. */
export async function createContact(deps: Deps, wanted: NewContact): Promise<Contact> {
  const id = uuidv7()
  const { displayName, account = null, note = null } = wanted
  const lists = listsOf(wanted, deps.region)
  return save(deps, id, async (tx) => {
    await insertContact(tx, { id, displayName, account, note })
    await writeLists(tx, id, lists)
    const claimed = await claimNumbers(tx, id)
    if (wanted.interaction === undefined) return claimed
    const chosen = await chooseContact(tx, wanted.interaction, id)
    if (!chosen) throw new HubError('not-found', 'no such interaction')
    return [...claimed, chosen]
  })
}

/** Throws 'bad-input', 'not-found'. */
export async function changeContact(deps: Deps, id: string, patch: ContactPatch): Promise<Contact> {
  const lists = listsOf(patch, deps.region)
  return save(deps, id, async (tx) => {
    if (!(await updateContact(tx, id, patch))) throw new HubError('not-found', 'no such contact')
    await writeLists(tx, id, lists)
    return [...(await claimNumbers(tx, id)), ...(await liveOf(tx, id))]
  })
}

async function save(
  { db, publisher, forgetPops }: Deps,
  id: string,
  write: (tx: Db) => Promise<string[]>
): Promise<Contact> {
  const { contact, rows } = await inTransaction(db, async (tx) => {
    const interactions = await write(tx)
    const contact = await findContact(tx, id)
    if (!contact) throw new HubError('not-found', 'no such contact')
    await refreshSearch(tx, contact)
    const rows: FeedRow[] = await appendFeed(tx, 'contact', contact)
    return { contact, rows: [...rows, ...(await appendInteractions(tx, [...new Set(interactions)]))] }
  })
  forgetPops()
  publisher.publish(rows)
  return contact
}

interface Lists {
  readonly phones: PhoneRow[] | undefined
  readonly emails: { address: string; label: string | null }[] | undefined
}

async function writeLists(tx: Db, id: string, { phones, emails }: Lists): Promise<void> {
  if (phones) await setPhones(tx, id, phones)
  if (emails) await setEmails(tx, id, emails)
}

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+$/

function listsOf({ phones, emails }: Pick<ContactPatch, 'phones' | 'emails'>, region: string): Lists {
  return {
    phones: phones?.map(({ number: raw, label = null }, at) => {
      const number = numberKey(raw, region)
      if (number === null) throw fault(`/phones/${at}/number`, 'is not a telephone number')
      return { number, raw, label }
    }),
    emails: emails?.map(({ address: typed, label = null }, at) => {
      const address = typed.trim()
      if (!EMAIL.test(address)) throw fault(`/emails/${at}/address`, 'is not an e-mail address')
      return { address, label }
    })
  }
}

const fault = (field: string, message: string): HubError =>
  new HubError('bad-input', `${field} ${message}`, { extra: { errors: [{ field, message }] } })
