import type { Contact } from '../../../contracts/contact.ts'
import type { Highlight, SearchResult } from '../../../contracts/search.ts'
import type { Search } from '../search.ts'
import type { Db } from '../transaction.ts'
import { type Sight, seesContact } from '../visibility.ts'
import { type Field, highlightOf, numberHighlight } from './highlights.ts'
import { contactIds, interactionIds, type Wanted, wantedOf } from './ids.ts'
import { contactsOf, interactionsOf, marksOf, textsOf } from './store.ts'
import { corrected } from './words.ts'

interface Options {
  readonly kind: 'contacts' | 'interactions' | undefined
  readonly limit: number
  readonly sight: Sight
}

/** Contacts and interactions, newest first; when nothing is written so, what is written nearly so. */
export async function search(db: Db, typed: Search, options: Options): Promise<SearchResult> {
  const wanted = await wantedOf(db, typed)
  const found = await idsOf(db, wanted, options)
  if (found.contacts.length + found.interactions.length > 0) return show(db, wanted, found, null)
  const words = await corrected(db, typed.words)
  if (!words) return { contacts: [], interactions: [], corrected: null }
  const instead = await wantedOf(db, typed, words)
  const nearly = await idsOf(db, instead, options)
  const isAny = nearly.contacts.length + nearly.interactions.length > 0
  return show(db, instead, nearly, isAny ? words.map(([first]) => first).join(' ') : null)
}

interface Ids {
  readonly contacts: readonly string[]
  readonly interactions: readonly string[]
}

async function idsOf(db: Db, wanted: Wanted, { kind, limit, sight }: Options): Promise<Ids> {
  const page = { before: undefined, limit }
  const [contacts, interactions] = await Promise.all([
    kind === 'interactions' ? [] : contactIds(db, wanted, page, (put) => [seesContact(sight, put, 'c') ?? []].flat()),
    kind === 'contacts' ? [] : interactionIds(db, wanted, { sight }, page)
  ])
  return { contacts, interactions }
}

async function show(db: Db, wanted: Wanted, ids: Ids, instead: string | null): Promise<SearchResult> {
  const [contacts, interactions, texts] = await Promise.all([
    contactsOf(db, ids.contacts),
    interactionsOf(db, ids.interactions),
    textsOf(db, ids.interactions)
  ])
  const fields = contacts.flatMap((contact) => fieldsOf(contact).map((field) => ({ ...field, id: contact.id })))
  const highlights = new Map<string, Highlight[]>()
  const add = (id: string, highlight: Highlight | undefined): void => {
    if (highlight) highlights.set(id, [...(highlights.get(id) ?? []), highlight])
  }
  await Promise.all([mark(db, fields, wanted.ofContact, add), mark(db, texts, wanted.ofInteraction, add)])
  const { number } = wanted
  if (number) {
    for (const { id, phones } of contacts) {
      for (const phone of phones) add(id, numberHighlight('phones', phone.number, number))
    }
    for (const { id, remote } of interactions) add(id, numberHighlight('remote', remote.address ?? '', number))
  }
  const ofOne = (id: string): Highlight[] => (highlights.get(id) ?? []).slice(0, MAX_HIGHLIGHTS)
  return {
    contacts: contacts.map((contact) => ({ contact, highlights: ofOne(contact.id) })),
    interactions: interactions.map((interaction) => ({ interaction, highlights: ofOne(interaction.id) })),
    corrected: instead
  }
}

const MAX_HIGHLIGHTS = 5

async function mark(
  db: Db,
  fields: readonly (Field & { readonly id: string })[],
  query: string,
  add: (id: string, highlight: Highlight | undefined) => void
): Promise<void> {
  const marks = await marksOf(
    db,
    fields.map(({ text }) => text),
    query
  )
  fields.forEach((field, at) => {
    add(field.id, highlightOf(field, marks[at] ?? []))
  })
}

/** What of a contact is shown where it was found; of lists no more than the first few. */
function fieldsOf(contact: Contact): Field[] {
  const few = <T>(items: readonly T[], textOf: (item: T) => string, field: string): Field[] =>
    items.slice(0, MAX_SHOWN).map((item) => ({ field, text: textOf(item) }))
  return [
    { field: 'displayName', text: contact.displayName },
    { field: 'account', text: contact.account ?? '' },
    ...few(contact.emails, ({ address }) => address, 'emails'),
    ...few(contact.messengers, ({ address }) => address, 'messengers'),
    ...few(contact.addresses, ({ text }) => text, 'addresses'),
    ...few(contact.keys, ({ value }) => value, 'keys'),
    ...few(contact.tags, (tag) => tag, 'tags'),
    ...few(Object.values(contact.fields), (value) => [value].flat().join(' '), 'fields'),
    { field: 'note', text: (contact.note ?? '').slice(0, MAX_NOTE) }
  ].filter(({ text }) => text !== '')
}

const MAX_SHOWN = 20
const MAX_NOTE = 8_000
