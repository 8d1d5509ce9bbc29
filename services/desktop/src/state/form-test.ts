import type { Form } from '../../../../contracts/form.ts'

/** Names that every form knows, so that a test does not hang on a mapping. */
export const TEST_FIELDS = ['name', 'phone', 'email', 'comment', 'utm_source', 'utm_campaign'] as const

/** Vendors whose posts cannot be made by hand: signed, or tested by a button of theirs. */
const BY_VENDOR = ['google-ads', 'vk', 'meta']

/** Whether only the script of a page, or a captcha on it, can make what is no spam. */
export const needsScript = ({ workBits, captcha }: Pick<Form, 'workBits' | 'captcha'>): boolean =>
  workBits > 0 || captcha !== null

/** Whether the desktop's own page may send it, and if not, why. */
export function testable(
  form: Pick<Form, 'vendor' | 'isActive' | 'networks' | 'workBits' | 'captcha'>
): 'yes' | 'inactive' | 'vendor' | 'networks' | 'script' {
  const { vendor, isActive, networks } = form
  if (!isActive) return 'inactive'
  if (BY_VENDOR.includes(vendor)) return 'vendor'
  if (networks.length > 0) return 'networks'
  return vendor === 'generic' && needsScript(form) ? 'script' : 'yes'
}

/** What was filled in. */
export const filled = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''))
