import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../../../contracts/lead.ts'
import { spanText } from '../../state/due.ts'
import { secondsSince } from '../../state/format.ts'
import { useNow } from '../clock.ts'
import classes from './leads.module.css'

type Timed = Pick<Lead, 'state' | 'createdAt' | 'firstTouchAt'>

/** How long somebody waits for a first word, ticking, or after how long they had it. It is not read out. */
export function TouchClock({ lead: { state, createdAt, firstTouchAt } }: { readonly lead: Timed }) {
  const waits = firstTouchAt === null && (state === 'new' || state === 'taken')
  if (waits) return <Waiting since={createdAt} />
  return firstTouchAt === null ? null : <Touched from={createdAt} to={firstTouchAt} />
}

function Waiting({ since }: { readonly since: string }) {
  const { t, i18n } = useTranslation()
  const time = spanText(secondsSince(since, useNow()), i18n.language)
  return (
    <span role="timer" aria-live="off" className={classes['clock']} data-waits data-testid="lead-waits">
      {t('leads.waits', { time })}
    </span>
  )
}

function Touched({ from, to }: { readonly from: string; readonly to: string }) {
  const { t, i18n } = useTranslation()
  const time = spanText(secondsSince(from, Date.parse(to)), i18n.language)
  return (
    <span className={classes['clock']} data-testid="lead-touched">
      {t('leads.touched', { time })}
    </span>
  )
}
