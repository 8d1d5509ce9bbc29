import { useTranslation } from 'react-i18next'
import classes from './shell.module.css'

export function Brand() {
  const { t } = useTranslation()
  return (
    <span className={classes['brand']}>
      <img src="/bell.svg" alt="" width={26} height={26} />
      <span>{t('brand')}</span>
    </span>
  )
}
