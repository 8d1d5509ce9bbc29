import { useTranslation } from 'react-i18next'
import { daysAgo } from '../../state/days.ts'
import { dayText } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import classes from './timeline.module.css'

/** Today, yesterday, or the day by its name. */
export function DayTitle({ at }: { readonly at: string }) {
  const { t, i18n } = useTranslation()
  const ago = daysAgo(at, hubNow())
  const words = ago === 0 ? t('timeline.today') : ago === 1 ? t('timeline.yesterday') : dayText(at, i18n.language)
  return <h3 className={classes['dayTitle']}>{words}</h3>
}
