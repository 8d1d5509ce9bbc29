import type { Contact } from '../../../contracts/contact.ts'
import { HubError } from '../../../contracts/errors.ts'
import type { KeyConflict, MergePreview, NewMerge } from '../../../contracts/merge.ts'

type FieldRow = MergePreview['fields'][number]

/** The fields of which a contact has only one, custom ones apart, and what each says. */
const SCALARS: Readonly<Record<string, (contact: Contact) => unknown>> = {
  displayName: ({ displayName }) => displayName,
  account: ({ account, accountId }) => (account === null ? null : { name: account, id: accountId }),
  note: ({ note }) => note,
  owner: ({ owner }) => owner,
  team: ({ team }) => team
}
const CUSTOM = 'fields.'

const saidBy = (contact: Contact, field: string): unknown =>
  (field.startsWith(CUSTOM) ? contact.fields[field.slice(CUSTOM.length)] : SCALARS[field]?.(contact)) ?? null

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What is asked for, checked against what each contact says; `contacts` has the winner first. Throws 'bad-input'. */
export function planFields(contacts: readonly Contact[], wanted: NewMerge['fields'] = {}): FieldRow[] {
  const custom = new Set(contacts.flatMap(({ fields }) => Object.keys(fields).map((key) => `${CUSTOM}${key}`)))
  const known = [...Object.keys(SCALARS), ...custom]
  for (const [field, id] of Object.entries(wanted)) {
    const at = `/fields/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!known.includes(field)) throw fault(at, 'none of these contacts has such a field')
    if (!contacts.some((contact) => contact.id === id)) throw fault(at, 'is neither the winner nor one of the losers')
  }
  return known.flatMap((field) => {
    const values = contacts.map((contact) => ({ contact: contact.id, value: saidBy(contact, field) }))
    const fullest = values.find(({ value }) => value !== null)
    if (!fullest || values.every(({ value }) => isSame(value, fullest.value))) return []
    return [{ field, chosen: wanted[field] ?? fullest.contact, values }]
  })
}

/** By field, whose value is taken; what the winner keeps anyhow is not a choice. */
export const choicesOf = (fields: readonly FieldRow[], winner: string): Record<string, string> =>
  Object.fromEntries(fields.filter(({ chosen }) => chosen !== winner).map(({ field, chosen }) => [field, chosen]))

/** A system gives no id twice: contacts that both have one of it were different people to it. */
export function conflictsOf(contacts: readonly Contact[]): KeyConflict[] {
  const systems = [...new Set(contacts.flatMap(({ keys }) => keys.map(({ system }) => system)))].sort()
  return systems.flatMap((system) => {
    const holders = contacts.filter(({ keys }) => keys.some((key) => key.system === system))
    if (holders.length < 2) return []
    const values = holders.flatMap(({ id, keys }) =>
      keys.filter((key) => key.system === system).map(({ value }) => ({ contact: id, value }))
    )
    return [{ system, values }]
  })
}

export const fault = (field: string, message: string): HubError =>
  new HubError('bad-input', `${field} ${message}`, { extra: { errors: [{ field, message }] } })
