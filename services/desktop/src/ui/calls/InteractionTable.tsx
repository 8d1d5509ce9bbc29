import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { StateMark } from '../parts/Mark.tsx'
import { agentsOf, lineOf } from '../parts/naming.ts'
import { Span } from '../parts/Timer.tsx'
import classes from './calls.module.css'
import { Who } from './Who.tsx'

interface Props {
  readonly items: readonly Interaction[]
  readonly onOpen: (id: string) => void
}

export function InteractionTable({ items, onOpen }: Props) {
  const { t } = useTranslation()
  return (
    <Table className={classes['table']} verticalSpacing={6} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('list.when')}</Table.Th>
          <Table.Th>{t('live.who')}</Table.Th>
          <Table.Th>{t('list.result')}</Table.Th>
          <Table.Th className={classes['middle']}>{t('live.agent')}</Table.Th>
          <Table.Th className={classes['wide']}>{t('live.queue')}</Table.Th>
          <Table.Th className={`${classes['figure']} ${classes['wide']}`}>{t('list.wait')}</Table.Th>
          <Table.Th className={`${classes['figure']} ${classes['narrowless']}`}>{t('list.talk')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((one) => (
          <Row key={one.id} interaction={one} onOpen={onOpen} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Row({ interaction, onOpen }: { readonly interaction: Interaction; readonly onOpen: Props['onOpen'] }) {
  const { i18n } = useTranslation()
  const { id, startedAt, waitSeconds, talkSeconds, state, outcome } = interaction
  return (
    <Table.Tr
      className={classes['row']}
      data-testid="interaction-row"
      data-interaction={id}
      data-state={state}
      data-outcome={outcome ?? undefined}
    >
      <Table.Td className={classes['when']}>
        <time dateTime={startedAt}>{whenOf(startedAt, i18n.language, hubNow())}</time>
      </Table.Td>
      <Table.Td>
        <Who interaction={interaction} onOpen={() => onOpen(id)} />
      </Table.Td>
      <Table.Td>
        <StateMark interaction={interaction} />
      </Table.Td>
      <Table.Td className={classes['middle']}>{agentsOf(interaction)}</Table.Td>
      <Table.Td className={`${classes['wide']} ${classes['line']}`}>{lineOf(interaction)}</Table.Td>
      <Table.Td className={`${classes['figure']} ${classes['wide']}`}>
        <Span seconds={waitSeconds} />
      </Table.Td>
      <Table.Td className={`${classes['figure']} ${classes['narrowless']}`}>
        <Span seconds={talkSeconds} />
      </Table.Td>
    </Table.Tr>
  )
}
