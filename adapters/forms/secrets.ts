import { timingSafeEqual } from 'node:crypto'
import type { FormSecrets } from '../../contracts/form.ts'
import type { Field } from './fields.ts'

/** Takes the same time wherever they differ. */
export function isSame(said: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(said ?? ''), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const HIDDEN = '***'

/** A vendor's secret comes in its fields: it is not kept with them. */
export function withoutSecrets(fields: readonly Field[], secrets: FormSecrets): Field[] {
  const values = new Set(Object.values(secrets))
  return fields.map((field) => (values.has(field.value) ? { ...field, value: HIDDEN } : field))
}

/** The same of bytes, as they came. */
export function bytesWithoutSecrets(bytes: Uint8Array, secrets: FormSecrets): Uint8Array {
  const values = Object.values(secrets)
  if (values.length === 0) return bytes
  let text = Buffer.from(bytes).toString('latin1')
  for (const value of values) {
    for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) {
      text = text.replaceAll(Buffer.from(form).toString('latin1'), HIDDEN)
    }
  }
  return Buffer.from(text, 'latin1')
}
