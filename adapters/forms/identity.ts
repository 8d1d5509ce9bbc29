import { hash as digest } from 'node:crypto'
import type { MappedForm } from '../../contracts/submission.ts'
import type { Field } from './fields.ts'
import { isTechnical } from './normalise.ts'

const BUCKET_MS = 600_000
const PLAIN = /^[\w.:-]{1,64}$/

const hash = (text: string): string => digest('sha256', text).slice(0, 40)

/** The vendor's id, or a hash of one that is too long or holds odd characters. */
export const vendorId = (id: string): string => (PLAIN.test(id) ? id : hash(id))

/**
 * What makes two posts the same when nobody gives them an id: all that a person said, within ten minutes. What programs add
 * (times, visits, tokens) does not count. `before` is the id that the same had in the ten minutes before.
 */
export function contentId(
  mapped: MappedForm,
  fields: readonly Field[],
  nowMs: number
): { readonly id: string; readonly before: string } {
  const said = fields
    .filter(({ name, value }) => value.trim() !== '' && !isTechnical(name))
    .map(({ name, value }) => `${name}\n${value.trim()}`)
    .sort()
  const phones = mapped.phones.map((phone) => phone.replace(/\D/g, ''))
  const bucket = Math.floor(nowMs / BUCKET_MS)
  const all = JSON.stringify([phones, mapped.emails, mapped.text, said])
  const of = (place: number): string => hash(`${place} ${all}`)
  return { id: of(bucket), before: of(bucket - 1) }
}
