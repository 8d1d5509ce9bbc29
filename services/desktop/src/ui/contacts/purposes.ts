import type { TFunction } from 'i18next'

/** What is usually agreed to; the hub takes other words too. */
export const PURPOSES = ['calls', 'email', 'messages', 'data', 'marketing'] as const

export function purposeText(t: TFunction, purpose: string): string {
  const ours = PURPOSES.find((one) => one === purpose)
  return ours ? t(`consents.purposes.${ours}`) : purpose
}
