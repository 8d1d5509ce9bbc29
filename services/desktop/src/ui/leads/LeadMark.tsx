import { useTranslation } from 'react-i18next'
import type { LeadState } from '../../../../../contracts/lead.ts'
import { Mark } from '../parts/Mark.tsx'

const TONES = { new: 'wait', taken: 'hold', won: 'good', lost: 'none', spam: 'bad' } as const

export function LeadMark({ state }: { readonly state: LeadState }) {
  const { t } = useTranslation()
  return <Mark tone={TONES[state]}>{t(`leads.states.${state}`)}</Mark>
}
