import type { Contact, ContactPatch } from '../../../../../contracts/contact.ts'

/** What stands in the form: lists as they are typed, one a line. */
export interface ContactDraft {
  readonly displayName: string
  readonly account: string
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly addresses: readonly string[]
  readonly messengers: readonly { readonly kind: string; readonly address: string }[]
  readonly tags: readonly string[]
  readonly ownerId: string | null
  readonly teamId: string | null
  readonly fields: Readonly<Record<string, unknown>>
  readonly note: string
}

export function draftOf(contact: Contact | undefined, me: string | null): ContactDraft {
  return {
    displayName: contact?.displayName ?? '',
    account: contact?.account ?? '',
    phones: contact?.phones.map((phone) => phone.raw) ?? [''],
    emails: contact?.emails.map((email) => email.address) ?? [''],
    addresses: contact?.addresses.map((address) => address.text) ?? [],
    messengers: contact?.messengers.map(({ kind, address }) => ({ kind, address })) ?? [],
    tags: contact?.tags ?? [],
    ownerId: contact ? (contact.owner?.id ?? null) : me,
    teamId: contact?.team?.id ?? null,
    fields: contact?.fields ?? {},
    note: contact?.note ?? ''
  }
}

type Account = { readonly id: string; readonly name: string }

/** What the hub is asked to keep: only what was changed, so that nobody's other change is overwritten. */
export function changesOf(
  draft: ContactDraft,
  before: ContactDraft,
  contact: Contact | undefined,
  accounts: readonly Account[]
): ContactPatch {
  const differs = (key: keyof ContactDraft): boolean => JSON.stringify(draft[key]) !== JSON.stringify(before[key])
  const name = draft.account.trim()
  const account = accounts.find((one) => one.name === name)
  return {
    ...(differs('displayName') ? { displayName: draft.displayName.trim() } : {}),
    ...(differs('account') ? (account ? { accountId: account.id } : { accountId: null, account: name || null }) : {}),
    ...(differs('phones') ? { phones: phonesOf(draft, contact) } : {}),
    ...(differs('emails') ? { emails: emailsOf(draft, contact) } : {}),
    ...(differs('addresses') ? { addresses: addressesOf(draft, contact) } : {}),
    ...(differs('messengers') ? { messengers: messengersOf(draft, contact) } : {}),
    ...(differs('tags') ? { tags: [...draft.tags] } : {}),
    ...(differs('ownerId') ? { ownerId: draft.ownerId } : {}),
    ...(differs('teamId') ? { teamId: draft.teamId } : {}),
    ...(differs('fields') ? { fields: draft.fields } : {}),
    ...(differs('note') ? { note: draft.note.trim() || null } : {})
  }
}

const filled = (values: readonly string[]): readonly string[] => [
  ...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))
]

const labelled = (kept: { readonly label: string | null } | undefined): { label?: string } =>
  kept?.label ? { label: kept.label } : {}

const phonesOf = ({ phones }: ContactDraft, contact: Contact | undefined) =>
  filled(phones).map((number) => ({ number, ...labelled(contact?.phones.find((one) => one.raw === number)) }))

const emailsOf = ({ emails }: ContactDraft, contact: Contact | undefined) =>
  filled(emails).map((address) => ({ address, ...labelled(contact?.emails.find((one) => one.address === address)) }))

const addressesOf = ({ addresses }: ContactDraft, contact: Contact | undefined) =>
  filled(addresses).map((text) => ({ text, ...labelled(contact?.addresses.find((one) => one.text === text)) }))

const messengersOf = ({ messengers }: ContactDraft, contact: Contact | undefined) =>
  messengers
    .map(({ kind, address }) => ({ kind, address: address.trim() }))
    .filter(({ address }) => address !== '')
    .map((one) => ({
      ...one,
      ...labelled(contact?.messengers.find(({ kind, address }) => kind === one.kind && address === one.address))
    }))
