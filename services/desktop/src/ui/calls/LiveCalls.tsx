import { Paper, Table, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { useDesk } from '../desk-context.tsx'
import { StateMark } from '../parts/Mark.tsx'
import { Empty } from '../parts/Note.tsx'
import { agentsOf, lineOf } from '../parts/naming.ts'
import { Timer } from '../parts/Timer.tsx'
import classes from './calls.module.css'
import { Who } from './Who.tsx'

/** The calls that go on now: everybody's for a supervisor, one's own for an agent (the hub decides). */
export function LiveCalls() {
  const { t } = useTranslation()
  const live = useDesk((desk) => desk.live)
  const calls = useMemo(
    () => [...live.values()].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1)),
    [live]
  )
  return (
    <Paper
      withBorder
      component="section"
      aria-labelledby="live-title"
      className={classes['panel']}
      data-testid="live-calls"
    >
      <Title order={2} id="live-title">
        {t('live.title')}
        {calls.length > 0 && <span className={classes['count']}>{calls.length}</span>}
      </Title>
      {calls.length === 0 ? (
        <Empty>{t('live.empty')}</Empty>
      ) : (
        <Table className={classes['table']} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('live.state')}</Table.Th>
              <Table.Th>{t('live.who')}</Table.Th>
              <Table.Th className={classes['middle']}>{t('live.agent')}</Table.Th>
              <Table.Th className={classes['wide']}>{t('live.queue')}</Table.Th>
              <Table.Th className={classes['figure']}>{t('live.timer')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {calls.map((call) => (
              <LiveRow key={call.id} call={call} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  )
}

function LiveRow({ call }: { readonly call: Interaction }) {
  const talking = call.state === 'connected' || call.state === 'held'
  return (
    <Table.Tr data-testid="live-row" data-interaction={call.id} data-state={call.state}>
      <Table.Td>
        <StateMark interaction={call} />
      </Table.Td>
      <Table.Td>
        <Who interaction={call} />
      </Table.Td>
      <Table.Td className={classes['middle']}>{agentsOf(call)}</Table.Td>
      <Table.Td className={classes['wide']}>{lineOf(call)}</Table.Td>
      <Table.Td className={classes['figure']}>
        <Timer from={(talking && call.answeredAt) || call.startedAt} />
      </Table.Td>
    </Table.Tr>
  )
}
