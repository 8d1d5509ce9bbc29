import { IconPhoneX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../desk-context.tsx'
import { nameOf } from '../parts/naming.ts'
import classes from './pop.module.css'

/** Why a card went away: one line for a few seconds. */
export function Farewells() {
  const { t } = useTranslation()
  const farewells = useDesk((desk) => desk.farewells)
  return farewells.map(({ id, withdrawn: { interaction, reason, by } }) => (
    <div key={id} className={classes['farewell']} data-testid="pop-withdrawn" data-reason={reason}>
      <IconPhoneX size={16} aria-hidden />
      <span>
        {nameOf(t, interaction)}: {by ? t('withdrawn.answeredBy', { by }) : t(`withdrawn.${reason}`)}
      </span>
    </div>
  ))
}
