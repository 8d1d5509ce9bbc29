import type { FormMapping } from '../../contracts/form.ts'
import { type MappedForm, MOST } from '../../contracts/submission.ts'
import { type Field, nameKey } from './fields.ts'

type Target = keyof FormMapping

/** The fields that hold what is looked for, in the order in which the names stand. */
function fieldsFor(fields: readonly Field[], names: readonly string[]): Field[] {
  return names.flatMap((name) => {
    const key = nameKey(name)
    const matches = key.endsWith('*')
      ? (other: string): boolean => other.startsWith(key.slice(0, -1))
      : (other: string): boolean => other === key
    return fields.filter((field) => field.value.trim() !== '' && matches(nameKey(field.name)))
  })
}

/** The mappings in the order in which they are asked: the form's own, the vendor's, that of all. The first that finds wins. */
export function findMapped(fields: readonly Field[], mappings: readonly FormMapping[], target: Target): Field[] {
  for (const mapping of mappings) {
    const found = fieldsFor(fields, mapping[target] ?? [])
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
function nameOf(fields: readonly Field[], mappings: readonly FormMapping[]): { name: string | null; used: Field[] } {
  const found = findMapped(fields, mappings, 'name').slice(0, 1)
  const isPart = found.length === 0 || NAME_PARTS.includes(nameKey(found[0]?.name ?? ''))
  const parts = isPart ? fields.filter(({ name, value }) => NAME_PARTS.includes(nameKey(name)) && value.trim()) : []
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
export function mapFields(fields: readonly Field[], mappings: readonly FormMapping[]): Mapped {
  const { name, used } = nameOf(fields, mappings)
  const [phone, email, text, consent] = (['phone', 'email', 'text', 'consent'] as const).map((target) =>
    findMapped(fields, mappings, target)
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
