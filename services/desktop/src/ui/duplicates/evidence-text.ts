import type { TFunction } from 'i18next'
import type { Duplicate, KeyConflict } from '../../../../../contracts/merge.ts'
import { phoneOf } from '../../state/format.ts'

type Evidence = Duplicate['evidence'][number]

/** Why two records may be one person, in the reader's own language. */
export function evidenceText(t: TFunction, { code, text, value }: Evidence): string {
  const shown = value && code === 'same-phone' ? phoneOf(value) : (value ?? '')
  return t(`duplicates.evidence.${code}`, { value: shown, defaultValue: text }).trim()
}

export const conflictValues = ({ values }: KeyConflict): string => values.map(({ value }) => value).join(', ')
