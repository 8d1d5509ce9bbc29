import type { Interaction } from '../../../contracts/interaction.ts'
import type { InteractionFilter } from '../interactions/filter.ts'
import type { Put } from '../parameters.ts'
import type { Search } from '../search.ts'
import type { Db } from '../transaction.ts'
import { contactIds, interactionIds, type Page, type Wanted, wantedOf } from './ids.ts'
import { interactionsOf } from './store.ts'
import { corrected } from './words.ts'

/** Asks with what was typed, and, when nothing is written so, with what it may mean. */
async function asTypedOrMeant(db: Db, typed: Search, ask: (wanted: Wanted) => Promise<string[]>): Promise<string[]> {
  const found = await ask(await wantedOf(db, typed))
  if (found.length > 0) return found
  const words = await corrected(db, typed.words)
  return words ? ask(await wantedOf(db, typed, words)) : []
}

/** A page of a list of interactions that is searched: newest first, with those of contacts that are called so. */
export async function interactionPage(
  db: Db,
  typed: Search,
  filter: InteractionFilter,
  page: Page
): Promise<Interaction[]> {
  const ask = (wanted: Wanted): Promise<string[]> => interactionIds(db, wanted, filter, page, 'contacts')
  return interactionsOf(db, await asTypedOrMeant(db, typed, ask))
}

/** The ids of a page of contacts that are searched, newest first. `where`: more conditions on the contact `c`. */
export async function contactPage(
  db: Db,
  typed: Search,
  page: Page,
  where: (put: Put) => readonly string[] = () => []
): Promise<string[]> {
  return asTypedOrMeant(db, typed, (wanted) => contactIds(db, wanted, page, where))
}
