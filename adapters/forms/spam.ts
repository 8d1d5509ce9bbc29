import type { TakenForm } from '../../contracts/form.ts'
import { type Field, firstOf } from './fields.ts'

/** How long the form was looked at, in milliseconds, as the script of the page counts it (not by the time of day). */
const FILLED = '_filled'

/** Why a submission is kept aside; nothing of it is thrown away, and whoever sent it is not told. */
export function spamReasons(
  fields: readonly Field[],
  { honeypot, minFillSeconds }: Pick<TakenForm, 'honeypot' | 'minFillSeconds'>
): string[] {
  const reasons: string[] = []
  if (honeypot !== null && firstOf(fields, honeypot) !== undefined) reasons.push('honeypot')
  const filledMs = Number(firstOf(fields, FILLED) ?? Number.NaN)
  if (filledMs >= 0 && filledMs < minFillSeconds * 1_000) reasons.push('too-quick')
  return reasons
}
