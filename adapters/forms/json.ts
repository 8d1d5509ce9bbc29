import type { Field } from './fields.ts'

/** Strings are passed over; whole numbers with so many digits are no longer exact as numbers. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs
const LONG_INTEGER = /^-?\d{16,}$/
const MAX_DEPTH = 16
/** Beyond it the rest is not read: what is kept is far less. */
const MAX_FIELDS = 2_000

/** Reads JSON; whole numbers of more than fifteen digits become text, so that no id loses its end. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  const exact = /\d{16}/.test(text)
    ? text.replace(TOKENS, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token))
    : text
  return JSON.parse(exact.replace(/^\ufeff/, ''))
}

/** A tree as a form would send it: {a: {b: [1]}} is a[b][0]=1. */
export function flatten(value: unknown): Field[] {
  const fields: Field[] = []
  const walk = (held: unknown, name: string, depth: number): void => {
    if (fields.length >= MAX_FIELDS) return
    if (typeof held !== 'object' || held === null) {
      if (held !== null && held !== undefined) fields.push({ name, value: String(held) })
      return
    }
    if (depth >= MAX_DEPTH) {
      fields.push({ name, value: JSON.stringify(held) })
      return
    }
    for (const [key, inner] of Object.entries(held)) walk(inner, name === '' ? key : `${name}[${key}]`, depth + 1)
  }
  walk(value, '', 0)
  return fields
}
