import type { TFunction } from 'i18next'
import type { Lead } from '../../../../../contracts/lead.ts'
import { phoneOf } from '../../state/format.ts'

/** Who it is, as well as it is known. */
export const leadName = (t: TFunction, { contact, name, phone, email }: Lead): string =>
  contact?.displayName ?? name ?? (phone ? phoneOf(phone) : (email ?? t('leads.unknown')))

const KNOWN = ['honeypot', 'too-quick', 'no-work', 'captcha', 'test', 'person'] as const

/** Why it is kept aside, in words; a reason that has none stands as it is. */
export function spamText(t: TFunction, reason: string): string {
  const known = KNOWN.find((one) => one === reason)
  return known ? t(`leads.reasons.${known}`) : reason
}
