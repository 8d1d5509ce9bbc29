import { useTranslation } from 'react-i18next'
import { spanText, untilDue } from '../../state/due.ts'
import { useNow } from '../clock.ts'
import { Mark } from './Mark.tsx'

const SOON_SECONDS = 300

/** The clock of a promise: how long is left, or by how much it is late. It ticks, and is not read out. */
export function Due({ at }: { readonly at: string }) {
  const { t, i18n } = useTranslation()
  const { late, seconds } = untilDue(at, useNow())
  const time = spanText(seconds, i18n.language)
  return (
    <span role="timer" aria-live="off" data-testid="due" data-late={late}>
      <Mark tone={late ? 'bad' : seconds < SOON_SECONDS ? 'wait' : 'good'}>
        {t(late ? 'missed.late' : 'missed.left', { time })}
      </Mark>
    </span>
  )
}
