import type { ContactPatch } from '../../../contracts/contact.ts'
import { faultAt } from '../input.ts'
import { numberKey } from '../numbers.ts'
import { fold } from '../search.ts'

export interface PhoneRow {
  readonly number: string
  readonly raw: string
  readonly label: string | null
}
export interface EmailRow {
  readonly address: string
  readonly key: string
  readonly label: string | null
}
export interface MessengerRow {
  readonly kind: string
  readonly address: string
  readonly key: string
  readonly label: string | null
}
export interface AddressRow {
  readonly text: string
  readonly label: string | null
}
export interface KeyRow {
  readonly system: string
  readonly value: string
}

/** The lists of a contact as they are stored; undefined is what was not given. */
export interface Lists {
  readonly phones: readonly PhoneRow[] | undefined
  readonly emails: readonly EmailRow[] | undefined
  readonly messengers: readonly MessengerRow[] | undefined
  readonly addresses: readonly AddressRow[] | undefined
  readonly keys: readonly KeyRow[] | undefined
  readonly tags: readonly string[] | undefined
}

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+$/

/** Throws 'bad-input' that names the entry which is not what it should be. */
export function listsOf(wanted: Partial<ContactPatch>, region: string): Lists {
  return {
    phones: wanted.phones && phonesOf(wanted.phones, region),
    emails: wanted.emails?.map(({ address: typed, label = null }, at) => {
      const address = typed.trim()
      if (!EMAIL.test(address)) throw faultAt(`/emails/${at}/address`, 'is not an e-mail address')
      return { address, key: fold(address), label }
    }),
    messengers: wanted.messengers?.map(({ kind, address: typed, label = null }, at) => {
      const address = filled(typed, `/messengers/${at}/address`)
      return { kind, address, key: messengerKey(address), label }
    }),
    addresses: wanted.addresses?.map(({ text, label = null }, at) => {
      return { text: filled(text, `/addresses/${at}/text`), label }
    }),
    keys: wanted.keys?.map(({ system, value }, at) => ({ system, value: filled(value, `/keys/${at}/value`) })),
    tags: wanted.tags && [...new Set(wanted.tags.map((tag, at) => filled(tagOf(tag), `/tags/${at}`)))]
  }
}

export function phonesOf(phones: readonly { number: string; label?: string }[], region: string): PhoneRow[] {
  return phones.map(({ number: raw, label = null }, at) => {
    const number = numberKey(raw, region)
    if (number === null) throw faultAt(`/phones/${at}/number`, 'is not a telephone number')
    return { number, raw, label }
  })
}

/** As messengers' names are compared: @Anna and anna are one. */
const messengerKey = (address: string): string => fold(address).replace(/^@/, '')

/** One spelling for a tag, however it was typed. */
export const tagOf = (typed: string): string => typed.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()

function filled(text: string, field: string): string {
  const trimmed = text.trim()
  if (!trimmed) throw faultAt(field, 'is empty')
  return trimmed
}

/** An entry and the record that has it. */
export interface Held<Entry> {
  readonly record: string
  readonly entry: Entry
}

/**
 * Which record has which entries after the list of a contact was replaced, in the order wanted: what was there stays
 * with the records that had it, what is new goes to the root, the first of `records`; what is not wanted is gone. The
 * first record that has an entry takes it as it was written now, which is what is shown.
 */
export function distribute<Entry>(
  records: readonly string[],
  before: readonly Held<Entry>[],
  wanted: readonly Entry[],
  keyOf: (entry: Entry) => string
): Held<Entry>[] {
  const [root] = records
  if (root === undefined) return []
  const holders = new Map<string, Held<Entry>[]>()
  for (const held of [...before].sort((a, b) => records.indexOf(a.record) - records.indexOf(b.record))) {
    const key = keyOf(held.entry)
    holders.set(key, [...(holders.get(key) ?? []), held])
  }
  const once = new Map(wanted.map((entry) => [keyOf(entry), entry] as const).reverse())
  return [...new Set(wanted.map(keyOf))].flatMap((key) => {
    const entry = once.get(key) as Entry
    const [first, ...others] = holders.get(key) ?? []
    return first ? [{ record: first.record, entry }, ...others] : [{ record: root, entry }]
  })
}
