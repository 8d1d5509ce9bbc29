import { IconForms, IconPhoneX } from '@tabler/icons-react'
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
      {interaction.channel === 'call' ? <IconPhoneX size={16} aria-hidden /> : <IconForms size={16} aria-hidden />}
      <span>
        {nameOf(t, interaction)}: {wordsFor(t, { interaction, reason, by })}
      </span>
    </div>
  ))
}

function wordsFor(t: TFunction, { interaction, reason, by }: ScreenPopWithdrawn): string {
  if (reason === 'taken-elsewhere' && by) return t('withdrawn.takenBy', { by })
  if (interaction.channel !== 'call') return t(`withdrawn.${reason}`)
  const answerer = by ?? (reason === 'answered-elsewhere' ? answererOf(interaction) : null)
  return answerer ? t('withdrawn.answeredBy', { by: answerer }) : t(`withdrawn.${reason}`)
}
