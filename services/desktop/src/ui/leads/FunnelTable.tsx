import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FunnelBy, FunnelRow, LeadFunnel } from '../../../../../contracts/lead-funnel.ts'
import { spanText } from '../../state/due.ts'
import { percentOf } from '../../state/period.ts'
import bars from './funnel.module.css'
import classes from './leads.module.css'

type Counts = LeadFunnel['total']

/** Each source with its bar: how many came, and how many of these were won; the share of each step beside. */
export function FunnelTable({ funnel: { items, total }, by }: { readonly funnel: LeadFunnel; readonly by: FunnelBy }) {
  const { t } = useTranslation()
  const most = Math.max(...items.map(({ leads }) => leads), 1)
  const figure = bars['figure'] ?? ''
  return (
    <Table className={`${classes['table']} ${bars['table']}`} verticalSpacing={6} data-testid="funnel-table">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t(`funnel.kinds.${by}`)}</Table.Th>
          <Table.Th className={figure}>{t('funnel.leads')}</Table.Th>
          <Table.Th className={bars['barCell']}>
            <span className={bars['legend']}>{t('funnel.legend')}</span>
          </Table.Th>
          <Table.Th className={figure}>{t('funnel.taken')}</Table.Th>
          <Table.Th className={figure}>{t('funnel.touched')}</Table.Th>
          <Table.Th className={figure}>{t('funnel.won')}</Table.Th>
          <Table.Th className={figure}>{t('funnel.lost')}</Table.Th>
          <Table.Th className={figure}>{t('funnel.spam')}</Table.Th>
          <Table.Th className={figure}>{t('funnel.median')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((row) => (
          <Table.Tr key={`${row.key} ${row.name}`} data-testid="funnel-row" data-key={row.key ?? undefined}>
            <Table.Td className={classes['name']}>
              <Name row={row} by={by} />
            </Table.Td>
            <Table.Td className={figure}>{row.leads}</Table.Td>
            <Table.Td className={bars['barCell']}>
              <Bar row={row} most={most} />
            </Table.Td>
            <Steps counts={row} />
          </Table.Tr>
        ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr data-testid="funnel-total">
          <Table.Th scope="row">{t('funnel.total')}</Table.Th>
          <Table.Th className={figure}>{total.leads}</Table.Th>
          <Table.Th className={bars['barCell']} />
          <Steps counts={total} />
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  )
}

/** The leads themselves are one press away, where they can be found by it. */
function Name({ row: { key, name }, by }: { readonly row: FunnelRow; readonly by: FunnelBy }) {
  const { t } = useTranslation()
  if (name === null)
    return <span className={classes['sub']}>{t(by === 'campaign' ? 'funnel.noCampaign' : 'funnel.noSource')}</span>
  if (key === null || by === 'campaign') return name
  return (
    <Link to={`/leads?${new URLSearchParams({ state: 'all', [by]: key })}`} className={classes['link']}>
      {name}
    </Link>
  )
}

/** The figures beside say the same: it is not read out. */
function Bar({ row: { leads, won }, most }: { readonly row: FunnelRow; readonly most: number }) {
  return (
    <div className={bars['bar']} style={{ width: `${(leads / most) * 100}%` }} aria-hidden="true">
      <div style={{ width: `${percentOf(won, leads) ?? 0}%` }} />
    </div>
  )
}

function Steps({ counts }: { readonly counts: Counts }) {
  const { i18n } = useTranslation()
  const { leads, taken, touched, won, lost, spam, medianTouchSeconds } = counts
  const figure = bars['figure'] ?? ''
  return (
    <>
      {([taken, touched, won, lost] as const).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand as they are
        <Table.Td key={index} className={figure}>
          {part} <Percent part={part} whole={leads} />
        </Table.Td>
      ))}
      <Table.Td className={figure}>{spam}</Table.Td>
      <Table.Td className={figure}>
        {medianTouchSeconds === null ? '-' : spanText(medianTouchSeconds, i18n.language)}
      </Table.Td>
    </>
  )
}

function Percent({ part, whole }: { readonly part: number; readonly whole: number }) {
  const percent = percentOf(part, whole)
  return percent === null ? null : <span className={classes['sub']}>{percent} %</span>
}
