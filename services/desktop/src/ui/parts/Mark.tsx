import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import classes from './parts.module.css'

type Tone = 'good' | 'bad' | 'wait' | 'hold' | 'none'

/** A word with a dot: the dot helps the eye, the word says it. */
export function Mark({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={classes['mark']} data-tone={tone}>
      {children}
    </span>
  )
}

const STATES = { queued: 'wait', alerting: 'wait', connected: 'good', held: 'hold', ended: 'none' } as const
const OUTCOMES = {
  answered: 'good',
  missed: 'bad',
  abandoned: 'bad',
  busy: 'none',
  failed: 'bad',
  voicemail: 'hold'
} as const

/** The state of a live interaction, or what came of one that ended. */
export function StateMark({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation()
  const { state, outcome } = interaction
  if (state === 'ended' && outcome) return <Mark tone={OUTCOMES[outcome]}>{t(`outcome.${outcome}`)}</Mark>
  return <Mark tone={STATES[state]}>{t(`state.${state}`)}</Mark>
}
