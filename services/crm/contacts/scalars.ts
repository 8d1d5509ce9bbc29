import type { ContactPatch } from '../../../contracts/contact.ts'
import { valuesOf } from '../fields/values.ts'
import { faultAt } from '../input.ts'
import type { Db } from '../transaction.ts'
import type { Scalars } from './store.ts'

const HOLDERS = [
  ['accountId', 'account', 'there is no such organisation'],
  ['ownerId', 'app_user', 'there is no such user'],
  ['teamId', 'team', 'there is no such team']
] as const

/** What is to be written of a new contact (`root` is undefined) or an old one. Throws 'bad-input'. */
export async function scalarsOf(db: Db, wanted: Partial<ContactPatch>, root: string | undefined): Promise<Scalars> {
  const { displayName, account, accountId, ownerId, teamId, note } = wanted
  if (typeof account === 'string' && typeof accountId === 'string') {
    throw faultAt('/account', 'is given beside /accountId: give one of them')
  }
  for (const [name, table, message] of HOLDERS) {
    const id = wanted[name]
    if (typeof id !== 'string') continue
    const { rowCount } = await db.query(`select 1 from ${table} where id = $1`, [id])
    if (rowCount === 0) throw faultAt(`/${name}`, `is wrong: ${message}`)
  }
  return {
    displayName,
    // One organisation: what is said of it by name takes the place of the one of /accounts, and the other way round.
    account: typeof accountId === 'string' ? null : account,
    accountId: typeof account === 'string' ? null : accountId,
    ownerId,
    teamId,
    note,
    fields: await valuesOf(db, wanted.fields, root)
  }
}
