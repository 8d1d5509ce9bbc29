import { Paper, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdapterHealth } from '../../../../../contracts/rest.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import classes from '../contacts/contacts.module.css'
import { Mark } from '../parts/Mark.tsx'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { healthQuery } from '../queries.ts'
import { SettingsSections } from '../settings/SettingsSections.tsx'

const TONES = { starting: 'wait', up: 'good', degraded: 'wait', down: 'bad' } as const

/** How the hub and its connections are. */
export default function HealthPage() {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useQuery(healthQuery)
  return (
    <div className={classes['page']}>
      <SettingsSections />
      <Paper withBorder component="section" className={classes['panel']} aria-labelledby="health-title">
        <Title order={1} id="health-title" mb="sm">
          {t('health.title')}
        </Title>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data && (
          <dl className={classes['facts']} data-testid="health">
            {(['postgres', 'redis'] as const).map((part) => (
              <div key={part}>
                <dt>{t(`health.${part}`)}</dt>
                <dd>
                  <Mark tone={data[part] ? 'good' : 'bad'}>{t(data[part] ? 'health.up' : 'health.down')}</Mark>
                </dd>
              </div>
            ))}
            {(['lag', 'pending', 'deadLetters'] as const).map((figure) => (
              <div key={figure}>
                <dt>{t(`health.${figure}`)}</dt>
                <dd>
                  <b>{data.bus[figure]}</b>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Paper>
      {data && (
        <Paper withBorder component="section" className={classes['panel']} aria-labelledby="adapters-title">
          <Title order={2} id="adapters-title">
            {t('health.adapters')}
          </Title>
          {data.adapters.length === 0 && <Empty>{t('health.noAdapters')}</Empty>}
          {data.adapters.length > 0 && (
            <Table className={classes['table']} verticalSpacing={8}>
              <Table.Tbody>
                {data.adapters.map((adapter) => (
                  <AdapterRow key={adapter.instance} adapter={adapter} />
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Paper>
      )}
    </div>
  )
}

function AdapterRow({ adapter }: { readonly adapter: AdapterHealth }) {
  const { t, i18n } = useTranslation()
  const details = Object.entries(adapter.details)
  return (
    <Table.Tr data-testid={`adapter-${adapter.instance}`} data-state={adapter.state}>
      <Table.Td>
        <b>{adapter.instance}</b>
        <div className={classes['sub']}>{adapter.system}</div>
      </Table.Td>
      <Table.Td>
        <Mark tone={TONES[adapter.state]}>{t(`health.state.${adapter.state}`)}</Mark>
        <div className={classes['sub']}>{t('health.at', { when: whenOf(adapter.at, i18n.language, hubNow()) })}</div>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{adapter.summary}</Text>
        {details.length > 0 && (
          <div className={classes['sub']}>{details.map(([name, value]) => `${name}: ${value}`).join(' · ')}</div>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
