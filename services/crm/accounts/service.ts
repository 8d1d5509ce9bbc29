import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import type { Account, AccountPatch, NewAccount } from '../../../contracts/account.ts'
import { HubError } from '../../../contracts/errors.ts'
import { phonesOf } from '../contacts/entries.ts'
import type { Publisher } from '../feed/publisher.ts'
import { appendFeed } from '../feed/store.ts'
import { faultAt } from '../input.ts'
import { fold } from '../search.ts'
import { type Db, inTransaction } from '../transaction.ts'
import {
  ancestorsOf,
  findAccount,
  insertAccount,
  lockTrees,
  othersWithTaxId,
  setAccountPhones,
  setDomains,
  setSearch,
  treeOf,
  updateAccount
} from './store.ts'

interface Deps {
  readonly db: pg.Pool
  readonly region: string
  readonly publisher: Pick<Publisher, 'publish'>
  /** Forgets what was prepared for pops: contacts show the name. */
  readonly forgetPops: () => void
}

const MAX_DEPTH = 10

/** Throws 'bad-input', 'conflict' for a tax id that another organisation has. */
export async function createAccount(deps: Deps, wanted: NewAccount): Promise<Account> {
  const id = uuidv7()
  return write(deps, id, wanted, (tx) => insertAccount(tx, id, wanted.name))
}

/** Throws 'not-found', 'bad-input', 'conflict' for a tax id that another organisation has. */
export async function changeAccount(deps: Deps, id: string, patch: AccountPatch): Promise<Account> {
  return write(deps, id, patch, async () => {})
}

async function write(
  { db, region, publisher, forgetPops }: Deps,
  id: string,
  { name, parentId, taxId, note, ...lists }: AccountPatch,
  prepare: (tx: Db) => Promise<void>
): Promise<Account> {
  const phones = lists.phones && phonesOf(lists.phones, region)
  const domains = lists.domains?.map(domainOf)
  const { account, rows } = await inTransaction(db, async (tx) => {
    await prepare(tx)
    const isTreeChanged = parentId !== undefined || taxId !== undefined
    if (isTreeChanged) await lockTrees(tx)
    if (parentId) await refuseCycle(tx, id, parentId)
    if (!(await updateAccount(tx, id, { name, parentId, taxId, note }))) {
      throw new HubError('not-found', 'no such organisation')
    }
    if (phones) await setAccountPhones(tx, id, phones)
    if (domains) await setDomains(tx, id, domains)
    const account = await findAccount(tx, id)
    if (!account) throw new HubError('not-found', 'no such organisation')
    if (isTreeChanged && account.taxId !== null) await refuseSameTaxId(tx, id, account.taxId)
    await setSearch(tx, id, fold([account.name, ...account.domains, account.taxId ?? ''].join(' ')))
    return { account, rows: await appendFeed(tx, 'account', account) }
  })
  forgetPops()
  publisher.publish(rows)
  return account
}

const DOMAIN = /^[\p{L}\d-]+(\.[\p{L}\d-]+)+$/u

function domainOf(typed: string, at: number): string {
  const domain = fold(typed.trim()).replace(/^@/, '')
  if (!DOMAIN.test(domain)) throw faultAt(`/domains/${at}`, 'is not a domain, as example.com')
  return domain
}

async function refuseCycle(tx: Db, id: string, parentId: string): Promise<void> {
  const ancestors = await ancestorsOf(tx, parentId)
  if (ancestors.length === 0) throw faultAt('/parentId', 'is wrong: there is no such organisation')
  if (ancestors.includes(id)) throw faultAt('/parentId', 'is the organisation itself or one of its branches')
  if (ancestors.length >= MAX_DEPTH) throw faultAt('/parentId', `is too deep: ${MAX_DEPTH} levels at most`)
}

/** Branches share the tax id of their organisation; others do not have it. */
async function refuseSameTaxId(tx: Db, id: string, taxId: string): Promise<void> {
  const top = (await ancestorsOf(tx, id)).at(-1) ?? id
  const [other] = await othersWithTaxId(tx, taxId, await treeOf(tx, top))
  if (!other) return
  const errors = [{ field: '/taxId', message: `belongs to ${other.name}` }]
  throw new HubError('conflict', `the tax id ${taxId} belongs to ${other.name}`, { extra: { errors, account: other } })
}
