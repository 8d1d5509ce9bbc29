import type { Contact } from '../../../../contracts/contact.ts'
import type { NewMerge } from '../../../../contracts/merge.ts'

/** Which of two records is to stay as the main one, and whose value is right in each field. */
export interface Choice {
  readonly winner: string
  readonly fields: Readonly<Record<string, string>>
}

/** The record that knows more is proposed as the main one; of equals the older. */
export function proposed(one: Contact, other: Contact): string {
  const known = (contact: Contact): number =>
    contact.phones.length + contact.emails.length + contact.keys.length + (contact.note ? 1 : 0)
  if (known(one) !== known(other)) return known(one) > known(other) ? one.id : other.id
  return one.createdAt <= other.createdAt ? one.id : other.id
}

/** What the hub is asked to do. */
export function wishOf(
  { winner, fields }: Choice,
  ids: readonly string[]
): Pick<NewMerge, 'winner' | 'losers' | 'fields'> {
  const losers = ids.filter((id) => id !== winner)
  return Object.keys(fields).length === 0 ? { winner, losers } : { winner, losers, fields }
}

/** A value of a field in words. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (Array.isArray(value)) return value.map((one) => valueText(one) ?? '').join(', ') || null
  if (typeof value === 'object') {
    const { name, displayName, label } = value as { name?: string; displayName?: string; label?: string }
    return name ?? displayName ?? label ?? JSON.stringify(value)
  }
  return String(value)
}
