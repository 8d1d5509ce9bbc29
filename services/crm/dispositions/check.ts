import { faultAt } from '../input.ts'
import type { Db } from '../transaction.ts'
import { offeredFor } from './store.ts'

/**
 * Throws 'bad-input' for what the tree does not offer for this interaction. What it has already it may keep, and any
 * word will do until an administrator has set a tree.
 */
export async function checkDisposition(db: Db, interaction: string, wanted: string | null | undefined): Promise<void> {
  if (wanted === null || wanted === undefined) return
  const offered = await offeredFor(db, interaction)
  if (!offered?.binds || wanted === offered.present || offered.keys.includes(wanted)) return
  const keys = offered.keys.length > 0 ? offered.keys.join(', ') : 'nothing'
  throw faultAt('/disposition', `is not offered for it; offered is: ${keys}`)
}
