import { decoderOf, guessDecoder } from './charset.ts'
import type { Field } from './fields.ts'

const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20
/** Beyond it the rest is not read: what is kept is far less. */
const MAX_FIELDS = 2_000

const hex = (code: number | undefined): number => {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** The bytes that stand for: `+` is a blank, `%D0` a byte; what is no escape stays. */
function unescaped(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const code = text[at] as number
    const [high, low] = code === PERCENT ? [hex(text[at + 1]), hex(text[at + 2])] : [-1, -1]
    if (high >= 0 && low >= 0) {
      bytes[length++] = high * 16 + low
      at += 2
    } else bytes[length++] = code === PLUS ? SPACE : code
  }
  return bytes.subarray(0, length)
}

function split(bytes: Uint8Array, separator: number, most: number): Uint8Array[] {
  const parts: Uint8Array[] = []
  let from = 0
  while (parts.length < most) {
    const to = bytes.indexOf(separator, from)
    if (to < 0) break
    parts.push(bytes.subarray(from, to))
    from = to + 1
  }
  parts.push(bytes.subarray(from))
  return parts
}

/** Reads application/x-www-form-urlencoded, in whatever charset: the field `_charset_`, `charset`, else what it looks like. */
export function parseUrlencoded(body: Uint8Array, charset: string | undefined): Field[] {
  const pairs = split(body, 0x26, MAX_FIELDS)
    .filter((part) => part.length > 0)
    .map((part) => {
      const at = part.indexOf(0x3d)
      const [name, value] = at < 0 ? [part, new Uint8Array()] : [part.subarray(0, at), part.subarray(at + 1)]
      return { name: unescaped(name), value: unescaped(value) }
    })
  return decodeFields(pairs, charset)
}

/** Names and values as they were sent, in bytes. */
export interface RawField {
  readonly name: Uint8Array | string
  readonly value: Uint8Array
}

const ASCII = new TextDecoder('latin1')

/** All fields of a form are written in one charset; it is decided by all of them together. */
export function decodeFields(fields: readonly RawField[], charset: string | undefined): Field[] {
  const said = fields.find(({ name }) => (typeof name === 'string' ? name : ASCII.decode(name)) === '_charset_')
  const known = decoderOf(said && ASCII.decode(said.value)) ?? decoderOf(charset)
  const decode =
    known ??
    guessDecoder(
      Buffer.concat(fields.flatMap(({ name, value }) => (typeof name === 'string' ? [value] : [name, value])))
    )
  return fields.map(({ name, value }) => ({
    name: typeof name === 'string' ? name : decode(name),
    value: decode(value)
  }))
}
