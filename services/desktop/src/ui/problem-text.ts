import type { TFunction } from 'i18next'
import { ApiProblem } from './api.ts'

/** What went wrong, in the reader's language; the hub's own detail where it adds something. */
export function problemText(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiProblem)) return t('problem.internal')
  const fields = error.document?.errors?.map((one) => `${one.field.replace(/^\//, '')}: ${one.message}`).join('; ')
  const detail = fields || error.document?.detail || ''
  return t(`problem.${error.word}`, { detail, defaultValue: error.document?.title ?? t('problem.internal') }).trim()
}
