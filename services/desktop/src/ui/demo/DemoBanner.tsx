import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import classes from './demo.module.css'
import { demoQuery } from './demo.ts'

/** Which of the two demonstrations this is; nothing when the hub is at work. */
export function DemoBanner() {
  const { t, i18n } = useTranslation()
  const { data: demo } = useQuery(demoQuery)
  if (!demo) return null
  const said = i18n.language === 'ru' ? demo.text.ru : demo.text.en
  return (
    <p className={classes['banner']} data-testid="demo-banner" data-mode={demo.mode}>
      {said || t(`demo.${demo.mode}`)}
    </p>
  )
}
