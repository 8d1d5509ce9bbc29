import { createHash } from 'node:crypto'
import type { TakenForm } from '../../contracts/form.ts'
import { type Field, firstOf } from './fields.ts'

/** How long the form was looked at, in milliseconds, as the script of the page counts it (not by the time of day). */
const FILLED = '_filled'

/** What the script of the page knows a submission by, until it was taken. */
export const scriptId = (fields: readonly Field[]): string | undefined => {
  const id = firstOf(fields, '_id')
  return id !== undefined && /^[0-9a-f]{32}$/.test(id) ? id : undefined
}

/** Whether the script of the page did the work that the form asks for (page/work.ts). */
function isWorkDone(fields: readonly Field[], { key, workBits }: Pick<TakenForm, 'key' | 'workBits'>): boolean {
  const [id, work] = [scriptId(fields), firstOf(fields, '_work')]
  if (id === undefined || work === undefined || !/^\d{1,9}$/.test(work)) return false
  const bits = createHash('sha256').update(`${key}:${id}:${work}`).digest().readUInt32BE()
  return Math.clz32(bits) >= workBits
}

/** Why a submission is kept aside; nothing of it is thrown away, and whoever sent it is not told. */
export function spamReasons(
  fields: readonly Field[],
  form: Pick<TakenForm, 'key' | 'honeypot' | 'minFillSeconds' | 'workBits'>,
  isServer: boolean
): string[] {
  const { honeypot, minFillSeconds, workBits } = form
  const reasons: string[] = []
  if (honeypot !== null && firstOf(fields, honeypot) !== undefined) reasons.push('honeypot')
  const filledMs = Number(firstOf(fields, FILLED) ?? Number.NaN)
  if (filledMs >= 0 && filledMs < minFillSeconds * 1_000) reasons.push('too-quick')
  if (workBits > 0 && !isServer && !isWorkDone(fields, form)) reasons.push('no-work')
  return reasons
}
