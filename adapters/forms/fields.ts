import { MOST, type SubmittedField } from '../../contracts/submission.ts'

export type Field = SubmittedField

const keyOf = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .trim()
    .replace(/\[\d*\]$/, '')

/** The same few names come with every form; whatever else comes must not fill the memory. */
const MOST_KNOWN = 1_000
const LONGEST_KNOWN = 100
const known = new Map<string, string>()

/** As names are compared: case, blanks and a list's brackets make no difference. */
export function nameKey(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const key = keyOf(name)
  if (name.length <= LONGEST_KNOWN) {
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(name, key)
  }
  return key
}

/** The value of the first field of this name that holds something. */
export function firstOf(fields: readonly Field[], name: string): string | undefined {
  const key = nameKey(name)
  return fields.find((field) => nameKey(field.name) === key && field.value.trim() !== '')?.value
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is stored nowhere
const UNKEPT = /\u0000/g

const cutTo = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')

/** As many fields, and as long ones, as are kept. */
export function bounded(fields: readonly Field[]): Field[] {
  return fields.slice(0, MOST.fields).map(({ name, value }) => ({
    name: cutTo(name.replace(UNKEPT, ''), MOST.name),
    value: cutTo(value.replace(UNKEPT, ''), MOST.value)
  }))
}
