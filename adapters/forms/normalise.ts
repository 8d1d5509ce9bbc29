import type { FormMapping } from '../../contracts/form.ts'
import { type MappedForm, MOST } from '../../contracts/submission.ts'
import { type Field, nameKey } from './fields.ts'

type Target = keyof FormMapping

/** The names of one target, ready to be looked up: the earlier stands the higher. */
interface Names {
  readonly exact: ReadonlyMap<string, number>
  readonly beginnings: readonly (readonly [beginning: string, rank: number])[]
}

const ready = new WeakMap<readonly string[], Names>()

/** A mapping lives as long as its form does not change: its names are made ready once. */
function namesOf(names: readonly string[]): Names {
  const known = ready.get(names)
  if (known) return known
  const exact = new Map<string, number>()
  const beginnings: [string, number][] = []
  for (const [rank, name] of names.entries()) {
    const key = nameKey(name)
    if (key.endsWith('*')) beginnings.push([key.slice(0, -1), rank])
    else if (!exact.has(key)) exact.set(key, rank)
  }
  const made = { exact, beginnings }
  ready.set(names, made)
  return made
}

/** A field that holds something, with its name as it is compared. */
interface Keyed {
  readonly field: Field
  readonly key: string
}

/** The fields that hold something: made once for all that is looked for in them. */
export const keyed = (fields: readonly Field[]): Keyed[] =>
  fields.flatMap((field) => (field.value.trim() === '' ? [] : [{ field, key: nameKey(field.name) }]))

/** The fields that hold what is looked for, in the order in which the names stand. */
function fieldsFor(fields: readonly Keyed[], names: readonly string[]): Field[] {
  const { exact, beginnings } = namesOf(names)
  const rankOf = (key: string): number | undefined =>
    exact.get(key) ?? beginnings.find(([beginning]) => key.startsWith(beginning))?.[1]
  return fields
    .flatMap(({ field, key }) => {
      const rank = rankOf(key)
      return rank === undefined ? [] : [{ field, rank }]
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ field }) => field)
}

/** The mappings in the order in which they are asked: the form's own, the vendor's, that of all. The first that finds wins. */
export function findMapped(fields: readonly Keyed[], mappings: readonly FormMapping[], target: Target): Field[] {
  for (const mapping of mappings) {
    const names = mapping[target]
    const found = names ? fieldsFor(fields, names) : []
    if (found.length > 0) return found
  }
  return []
}

const unique = (values: readonly string[]): string[] => [...new Set(values)]
const DIGITS = /\d/g
const ADDRESS = /[^\s@<>,;]+@[^\s@<>,;]+/g

/** A number as somebody typed it; what has too few digits for one is none. */
const phonesIn = (value: string): string[] =>
  value
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part.length <= 100 && (part.match(DIGITS)?.length ?? 0) >= 5)

const NAME_PARTS = ['first_name', 'firstname', 'last_name', 'lastname', 'surname', 'фамилия', 'отчество', 'middle_name']

/** A name in one field, or in its parts. */
function nameOf(fields: readonly Keyed[], mappings: readonly FormMapping[]): { name: string | null; used: Field[] } {
  const found = findMapped(fields, mappings, 'name').slice(0, 1)
  const isPart = found.length === 0 || NAME_PARTS.includes(nameKey(found[0]?.name ?? ''))
  const parts = isPart ? fields.flatMap(({ field, key }) => (NAME_PARTS.includes(key) ? [field] : [])) : []
  const used = [...new Set([...found, ...parts])]
  const name = used
    .map(({ value }) => value.trim().replace(/\s+/g, ' '))
    .join(' ')
    .slice(0, 200)
  return { name: name || null, used }
}

interface Mapped {
  readonly mapped: MappedForm
  /** The fields that it was made of. */
  readonly used: ReadonlySet<Field>
}

/** What the fields say of whoever sent them. What is not mapped stays in the fields, as it came. */
export function mapFields(known: readonly Keyed[], mappings: readonly FormMapping[]): Mapped {
  const { name, used } = nameOf(known, mappings)
  const [phone, email, text, consent] = (['phone', 'email', 'text', 'consent'] as const).map((target) =>
    findMapped(known, mappings, target)
  ) as [Field[], Field[], Field[], Field[]]
  return {
    mapped: {
      name,
      phones: unique(phone.flatMap(({ value }) => phonesIn(value))).slice(0, 10),
      emails: unique(email.flatMap(({ value }) => value.match(ADDRESS) ?? []))
        .filter((address) => address.length <= 254)
        .slice(0, 10),
      text: text
        .map(({ value }) => value.trim())
        .join('\n\n')
        .slice(0, MOST.text),
      consent: consent[0]?.value.slice(0, 500) ?? null
    },
    used: new Set([...used, ...phone, ...email, ...text, ...consent])
  }
}

/** What programs add for programs: no words of the person. */
const TECHNICAL =
  /^(?:_.*|utm_.*|[gyvw]b?raid|gclid|gcl_id|yclid|fbclid|vkclid|rb_clickid|ymclid|cookies|tranid|formid|form_id|form_name|test|google_key|api_version|secret|key|api_key|token|roistat.*|g-recaptcha-response|h-captcha-response|cf-turnstile-response|smart-token|sessid|nonce|action|referrer|ref)$/

export const isTechnical = (name: string): boolean => TECHNICAL.test(nameKey(name))

const MAX_TEXT = 100_000

/** A submission as people read it: the message, then each answer that is nothing else. */
export function readable({ mapped, used }: Mapped, fields: readonly Field[]): string {
  const others = fields
    .filter((field) => !used.has(field) && field.value.trim() !== '' && !isTechnical(field.name))
    .map(({ name, value }) => `${name}: ${value.trim()}`)
  return [...(mapped.text ? [mapped.text, ''] : []), ...others].join('\n').trim().slice(0, MAX_TEXT)
}
