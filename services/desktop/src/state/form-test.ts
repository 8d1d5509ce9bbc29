import type { Form } from '../../../../contracts/form.ts'

/** Names that every form knows, so that a test does not hang on a mapping. */
export const TEST_FIELDS = ['name', 'phone', 'email', 'comment', 'utm_source', 'utm_campaign'] as const

/** Vendors whose posts cannot be made by hand: signed, or tested by a button of theirs. */
const BY_VENDOR = ['google-ads', 'vk', 'meta']

/** Whether the desktop's own page may send it, and if not, why. */
export function testable({
  vendor,
  isActive,
  networks
}: Pick<Form, 'vendor' | 'isActive' | 'networks'>): 'yes' | 'inactive' | 'vendor' | 'networks' {
  if (!isActive) return 'inactive'
  if (BY_VENDOR.includes(vendor)) return 'vendor'
  return networks.length > 0 ? 'networks' : 'yes'
}

/** What was filled in. */
export const filled = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''))
