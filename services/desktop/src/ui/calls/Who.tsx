import { IconArrowDownLeft, IconArrowsLeftRight, IconArrowUpRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { nameOf, numberOf } from '../parts/naming.ts'
import classes from './calls.module.css'

const ARROWS = { inbound: IconArrowDownLeft, outbound: IconArrowUpRight, internal: IconArrowsLeftRight }

/** The direction, the name and the number of the other side; the name opens the details where `onOpen` is given. */
export function Who({ interaction, onOpen }: { readonly interaction: Interaction; readonly onOpen?: () => void }) {
  const { t } = useTranslation()
  const Arrow = ARROWS[interaction.direction]
  const name = nameOf(t, interaction)
  const number = numberOf(interaction)
  return (
    <span className={classes['who']}>
      <Arrow size={16} role="img" aria-label={t(`direction.${interaction.direction}`)} />
      <span className={classes['names']}>
        {onOpen ? (
          <button type="button" className={classes['open']} onClick={onOpen}>
            {name}
          </button>
        ) : (
          <b>{name}</b>
        )}
        {number && number !== name && <span className={classes['sub']}>{number}</span>}
      </span>
    </span>
  )
}
