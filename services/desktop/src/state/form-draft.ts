import type {
  Form,
  FormCaptcha,
  FormMapping,
  FormPatch,
  FormSecrets,
  FormVendor,
  NewForm
} from '../../../../contracts/form.ts'

export const VENDORS: readonly FormVendor[] = [
  ...(['generic', 'tilda', 'wordpress', 'google-ads', 'vk', 'meta', 'yandex', 'calltouch'] as const)
]

export type SecretName = keyof FormSecrets

/** What each vendor proves itself by. */
const SECRETS: Readonly<Record<FormVendor, readonly SecretName[]>> = {
  generic: ['key'],
  tilda: ['key'],
  wordpress: ['key'],
  'google-ads': ['key'],
  vk: ['confirmation', 'secret'],
  meta: ['appSecret', 'verifyToken', 'accessToken'],
  yandex: ['key'],
  calltouch: ['key']
}

export const CAPTCHAS: readonly FormCaptcha[] = ['hcaptcha', 'turnstile', 'smartcaptcha']

const ALL_SECRETS: readonly SecretName[] = [
  ...(['key', 'secret', 'confirmation', 'appSecret', 'verifyToken', 'accessToken', 'captcha'] as const)
]

/** Those that its vendor or its captcha uses, and those that it has from before. */
export const secretsOf = (
  { vendor, captcha }: Pick<FormDraft, 'vendor' | 'captcha'>,
  set: readonly string[]
): readonly SecretName[] =>
  ALL_SECRETS.filter(
    (name) => SECRETS[vendor].includes(name) || (name === 'captcha' && captcha !== '') || set.includes(name)
  )

/** The settings of a form as they stand in its fields: numbers as typed, lists one a line. */
export interface FormDraft {
  readonly name: string
  readonly key: string
  readonly vendor: FormVendor
  readonly isActive: boolean
  readonly origins: string
  readonly networks: string
  readonly honeypot: string
  readonly minFillSeconds: number | string
  readonly workBits: number | string
  readonly captcha: FormCaptcha | ''
  readonly perAddressPerMinute: number | string
  readonly perFormPerMinute: number | string
  readonly filesMost: number | string
  readonly filesMegabytes: number | string
  readonly line: string
  readonly source: string
  readonly redirect: string
  readonly joinDays: number | string
  readonly numbers: Form['numbers']
  readonly numberHoldSeconds: number | string
  readonly callLeads: boolean
  /** Only what is to change: a new one, or null to take it away. */
  readonly secrets: Readonly<Partial<Record<SecretName, string | null>>>
}

export const NEW_DRAFT: Pick<FormDraft, 'name' | 'key' | 'vendor' | 'source' | 'origins'> = {
  ...{ name: '', key: '', vendor: 'generic', source: '', origins: '' }
}

export const draftOf = (form: Form): FormDraft => ({
  name: form.name,
  key: form.key,
  vendor: form.vendor,
  isActive: form.isActive,
  origins: form.origins.join('\n'),
  networks: form.networks.join('\n'),
  honeypot: form.honeypot ?? '',
  minFillSeconds: form.minFillSeconds,
  workBits: form.workBits,
  captcha: form.captcha ?? '',
  perAddressPerMinute: form.perAddressPerMinute,
  perFormPerMinute: form.perFormPerMinute,
  filesMost: form.files.most,
  filesMegabytes: form.files.megabytes,
  line: form.line ?? '',
  source: form.source ?? '',
  redirect: form.redirect ?? '',
  joinDays: form.joinDays,
  numbers: form.numbers,
  numberHoldSeconds: form.numberHoldSeconds,
  callLeads: form.callLeads,
  secrets: {}
})

export const NO_NUMBER: Form['numbers'][number] = { address: '', number: '', text: '' }

/** As it is kept: what is dialled is digits, however it is typed. */
const poolOf = (numbers: Form['numbers']): Form['numbers'] =>
  numbers.map(({ address, number, text }) => ({
    address: address.trim(),
    number: number.replace(/[^\d+]/g, ''),
    text: text.trim()
  }))

const isPool = (numbers: Form['numbers']): boolean =>
  numbers.every(({ address, number, text }) => /^\S+$/.test(address) && /^\+?\d{3,20}$/.test(number) && text !== '') &&
  new Set(numbers.map(({ address }) => address)).size === numbers.length

/** The lines of a list, each once; an origin is cut out of the address of a page. */
const linesOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))]
const originsOf = (text: string): string[] => [
  ...new Set(linesOf(text).map((one) => /^https?:\/\/[^/]+/i.exec(one)?.[0] ?? one))
]

const isWhole = (value: number | string, least: number, most: number): boolean =>
  value !== '' && Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= most

const ORIGIN = /^(\*|https?:\/\/[^/\s]{1,253})$/
const NETWORK = /^([\d.]{7,15}(\/(3[0-2]|[12]?\d))?|[0-9a-fA-F:]{2,45}(\/\d{1,3})?)$/
const ADDRESS = /^https?:\/\/\S{1,1000}$/
export const KEY = /^[A-Za-z0-9_-]{4,64}$/
const LIMIT = 1_000_000

/** Which fields hold what the hub would refuse. */
export function faultsOf(draft: FormDraft): ReadonlySet<keyof FormDraft> {
  const seconds = Number(draft.minFillSeconds)
  const faults: Partial<Record<keyof FormDraft, boolean>> = {
    name: draft.name.trim() === '',
    origins: !originsOf(draft.origins).every((one) => ORIGIN.test(one)),
    networks: !linesOf(draft.networks).every((one) => NETWORK.test(one)),
    minFillSeconds: draft.minFillSeconds === '' || !(seconds >= 0 && seconds <= 3_600),
    workBits: !isWhole(draft.workBits, 0, 20),
    perAddressPerMinute: !isWhole(draft.perAddressPerMinute, 1, LIMIT),
    perFormPerMinute: !isWhole(draft.perFormPerMinute, 1, LIMIT),
    filesMost: !isWhole(draft.filesMost, 0, 20),
    filesMegabytes: !isWhole(draft.filesMegabytes, 1, 25),
    redirect: draft.redirect.trim() !== '' && !ADDRESS.test(draft.redirect.trim()),
    joinDays: !isWhole(draft.joinDays, 0, 365),
    numbers: !isPool(poolOf(draft.numbers)),
    numberHoldSeconds: !isWhole(draft.numberHoldSeconds, 60, 3_600)
  }
  return new Set((Object.keys(faults) as (keyof FormDraft)[]).filter((key) => faults[key]))
}

type Settings = Omit<FormPatch, 'mapping' | 'secrets'>

const settingsOf = (draft: FormDraft): Settings => ({
  name: draft.name.trim(),
  vendor: draft.vendor,
  isActive: draft.isActive,
  origins: originsOf(draft.origins),
  networks: linesOf(draft.networks),
  honeypot: draft.honeypot.trim() || null,
  minFillSeconds: Number(draft.minFillSeconds),
  workBits: Number(draft.workBits),
  captcha: draft.captcha || null,
  perAddressPerMinute: Number(draft.perAddressPerMinute),
  perFormPerMinute: Number(draft.perFormPerMinute),
  files: { most: Number(draft.filesMost), megabytes: Number(draft.filesMegabytes) },
  line: draft.line.trim() || null,
  source: draft.source.trim() || null,
  redirect: draft.redirect.trim() || null,
  joinDays: Number(draft.joinDays),
  numbers: poolOf(draft.numbers),
  numberHoldSeconds: Number(draft.numberHoldSeconds),
  callLeads: draft.callLeads
})

/** What the hub is asked to keep: only what was changed, so that nobody's other change is overwritten. */
export function changesOf(draft: FormDraft, before: FormDraft): FormPatch {
  const [now, then] = [settingsOf(draft), settingsOf(before)]
  const changed = (Object.keys(now) as (keyof Settings)[]).filter(
    (key) => JSON.stringify(now[key]) !== JSON.stringify(then[key])
  )
  const secrets = Object.fromEntries(Object.entries(draft.secrets).filter(([, value]) => value !== ''))
  return {
    ...Object.fromEntries(changed.map((key) => [key, now[key]])),
    ...(Object.keys(secrets).length > 0 ? { secrets } : {})
  }
}

export const newFormOf = ({ name, key, vendor, source, origins }: typeof NEW_DRAFT): NewForm => ({
  name: name.trim(),
  vendor,
  ...(key.trim() ? { key: key.trim() } : {}),
  ...(source.trim() ? { source: source.trim() } : {}),
  ...(originsOf(origins).length > 0 ? { origins: originsOf(origins) } : {})
})

export const isReady = ({ name, key, origins }: typeof NEW_DRAFT): boolean =>
  name.trim() !== '' &&
  (key.trim() === '' || KEY.test(key.trim())) &&
  originsOf(origins).every((one) => ORIGIN.test(one))

export const TARGETS = ['name', 'phone', 'email', 'text', 'consent', 'page', 'id'] as const

/** A mapping with the names of one target set; a target without names is looked for as usual. */
export function withNames(mapping: FormMapping, target: keyof FormMapping, names: readonly string[]): FormMapping {
  const { [target]: _, ...others } = mapping
  return names.length > 0 ? { ...others, [target]: [...names] } : others
}

/** The hub may answer its parts in another order. */
export const isSameMapping = (one: FormMapping, other: FormMapping): boolean =>
  TARGETS.every((target) => JSON.stringify(one[target] ?? []) === JSON.stringify(other[target] ?? []))
