import type { TakenForm } from '../../../contracts/form.ts'

/** What a form has that nobody said more about. */
export const DEFAULTS: Omit<TakenForm, 'key' | 'name' | 'secrets'> = {
  vendor: 'generic',
  mapping: {},
  origins: [],
  honeypot: null,
  minFillSeconds: 2,
  workBits: 0,
  captcha: null,
  perAddressPerMinute: 30,
  perFormPerMinute: 3_000,
  networks: [],
  files: { most: 5, megabytes: 10 },
  line: null,
  source: null,
  numbers: [],
  numberHoldSeconds: 90,
  callLeads: false,
  redirect: null,
  joinDays: 30,
  isActive: true
}
