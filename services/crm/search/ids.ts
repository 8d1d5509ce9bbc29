import { allConditionsOf, type InteractionFilter } from '../interactions/filter.ts'
import type { Put } from '../parameters.ts'
import { escapeLike, type Search } from '../search.ts'
import type { Db } from '../transaction.ts'
import { newestIds } from './newest.ts'
import { queryOf, type Term, termsOf } from './words.ts'

export interface Page {
  readonly before: string | undefined
  readonly limit: number
}

/** What is looked for, as the two kinds of documents are asked. '' finds nothing. */
export interface Wanted {
  /** Words of a contact, each of which may be the beginning of one; or a part of a number of theirs. */
  readonly ofContact: string
  /** Words of a conversation, of which the last may be a beginning. */
  readonly ofInteraction: string
  readonly number: Search['number']
}

/** `words` stand, each with its alternatives, for those of the search. */
export async function wantedOf(db: Db, search: Search, words?: readonly (readonly string[])[]): Promise<Wanted> {
  const termsFor = (which: 'last' | 'all'): Term[] =>
    termsOf(search.words, which).map((term, at) => ({ ...term, words: words?.[at] ?? term.words }))
  const [names, text] = await Promise.all([queryOf(db, termsFor('all')), queryOf(db, termsFor('last'))])
  const ofContact = [names ? `(${names})` : '', ...numberTerms(search)].filter(Boolean).join(' | ')
  return { ofContact, ofInteraction: text, number: search.number }
}

/** Numbers lie in the documents of contacts as digits: forwards, and backwards after an r. */
function numberTerms({ number }: Search): string[] {
  if (!number) return []
  const begins = new Set(number.begins.map((start) => start.replace(/\D/g, '')).filter(Boolean))
  return [...[...begins].map((start) => `'${start}':*`), `'r${backwards(number.digits)}':*`]
}

const backwards = (digits: string): string => [...digits].reverse().join('')

/** Roots, newest first. `where`: more conditions on the contact `c`. */
export async function contactIds(
  db: Db,
  { ofContact }: Wanted,
  { before, limit }: Page,
  where: (put: Put) => readonly string[] = () => []
): Promise<string[]> {
  if (ofContact === '') return []
  const wanted = (put: Put): readonly string[] => [`c.document @@ ${put(ofContact)}::tsquery`, ...where(put)]
  return newestIds(db, { table: 'contact', base: 'c.root_id = c.id', wanted }, before, limit)
}

/** Interactions that say it, or have the number; with `contacts`, also those of contacts that are called so. */
export async function interactionIds(
  db: Db,
  { ofInteraction, number, ofContact }: Wanted,
  filter: InteractionFilter,
  { before, limit }: Page,
  contacts?: 'contacts'
): Promise<string[]> {
  const rest = (put: Put): string[] => allConditionsOf(filter, put)
  const said = (put: Put): string[] => [`i.document @@ ${put(ofInteraction)}::tsquery`, ...rest(put)]
  const numbered = (put: Put): string[] => (number ? [numberCondition(number, put), ...rest(put)] : [])
  const found = await Promise.all([
    ofInteraction === ''
      ? []
      : newestIds(db, { table: 'interaction', base: 'i.document is not null', wanted: said }, before, limit),
    number ? newestIds(db, { table: 'interaction', wanted: numbered }, before, limit) : [],
    contacts ? ofContacts(db, ofContact, rest, { before, limit }) : []
  ])
  return [...new Set(found.flat())].sort().reverse().slice(0, limit)
}

function numberCondition({ begins, digits }: NonNullable<Search['number']>, put: Put): string {
  const starts = [...new Set(begins)].map((start) => `i.remote_address like ${put(`${escapeLike(start)}%`)}`)
  return `(${[...starts, `reverse(i.remote_address) like ${put(`${backwards(digits)}%`)}`].join(' or ')})`
}

const MAX_CONTACTS = 50

async function ofContacts(
  db: Db,
  ofContact: string,
  rest: (put: Put) => string[],
  { before, limit }: Page
): Promise<string[]> {
  const roots = await contactIds(
    db,
    { ofContact, ofInteraction: '', number: null },
    { before: undefined, limit: MAX_CONTACTS }
  )
  if (roots.length === 0) return []
  const values: unknown[] = [roots, limit]
  const put: Put = (value) => `$${values.push(value)}`
  const where = ['i.contact_id = record', ...rest(put), ...(before ? [`i.id < ${put(before)}`] : [])]
  const { rows } = await db.query<{ id: string }>(
    `select i.id from unnest($1::uuid[]) root, unnest(contact_records(root)) record
       cross join lateral (select i.id from interaction i where ${where.join(' and ')}
         order by i.started_at desc, i.id desc limit $2) i
     order by i.id desc limit $2`,
    values
  )
  return rows.map(({ id }) => id)
}
