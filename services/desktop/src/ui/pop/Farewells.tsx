import { IconPhoneX } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ScreenPopWithdrawn } from '../../../../../contracts/realtime.ts'
import { useDesk } from '../desk-context.tsx'
import { answererOf, nameOf } from '../parts/naming.ts'
import classes from './pop.module.css'

/** Why a card went away: one line for a few seconds. */
export function Farewells() {
  const { t } = useTranslation()
  const farewells = useDesk((desk) => desk.farewells)
  return farewells.map(({ id, withdrawn: { interaction, reason, by } }) => (
    <div key={id} className={classes['farewell']} data-testid="pop-withdrawn" data-reason={reason}>
      <IconPhoneX size={16} aria-hidden />
      <span>
        {nameOf(t, interaction)}: {wordsFor(t, { interaction, reason, by })}
      </span>
    </div>
  ))
}

function wordsFor(t: TFunction, { interaction, reason, by }: ScreenPopWithdrawn): string {
  const answerer = by ?? (reason === 'answered-elsewhere' ? answererOf(interaction) : null)
  return answerer ? t('withdrawn.answeredBy', { by: answerer }) : t(`withdrawn.${reason}`)
}
