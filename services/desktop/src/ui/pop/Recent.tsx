import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { StateMark } from '../parts/Mark.tsx'
import { agentsOf } from '../parts/naming.ts'
import { useDispositionName } from './dispositions.ts'
import classes from './pop.module.css'

const SHOWN = 3

/** The last times this customer was in touch. */
export function Recent({ interactions }: { readonly interactions: readonly Interaction[] }) {
  const { t, i18n } = useTranslation()
  const dispositionName = useDispositionName()
  if (interactions.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t('pop.noLast')}
      </Text>
    )
  return (
    <div className={classes['recent']}>
      <Text size="xs" c="dimmed">
        {t('pop.last')}
      </Text>
      <ul>
        {interactions.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <span className={classes['when']}>{whenOf(one.startedAt, i18n.language, hubNow())}</span>
            <StateMark interaction={one} />
            <span className={classes['clip']}>
              {[dispositionName(one.disposition), one.note].filter(Boolean).join(': ') || agentsOf(one)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
