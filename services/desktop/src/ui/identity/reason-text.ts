import type { TFunction } from 'i18next'
import type { MatchReason } from '../../../../../contracts/candidate.ts'
import { dayText } from '../../state/format.ts'
import { tellingOf } from '../../state/reasons.ts'

/** A reason in the reader's own language, made of its facts. */
export function reasonText(t: TFunction, language: string, reason: MatchReason): string {
  const { code, with: facts, at, by, count } = tellingOf(reason)
  const when = at ? dayText(at, language) : ''
  if (facts === 'at') return t(`reasons.${code as 'confirmed'}At`, { at: when, by: by ?? '' })
  if (facts === 'count') return t(`reasons.${code as 'called-line'}Count`, { count: count ?? 0 })
  return t(`reasons.${code}`, { defaultValue: reason.text })
}
