import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { FunnelBy } from '../../../../../contracts/lead-funnel.ts'
import { PERIODS, type PeriodName, periodOf } from '../../state/period.ts'
import { hubNow } from '../api.ts'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { PagePanel, Views } from '../parts/PageList.tsx'
import { FunnelTable } from './FunnelTable.tsx'
import bars from './funnel.module.css'
import { Choice } from './LeadFilters.tsx'
import { LeadSections } from './LeadSections.tsx'
import classes from './leads.module.css'
import { funnelQuery } from './queries.ts'

const BY: readonly FunnelBy[] = ['source', 'form', 'campaign']

/** What became of the leads of a time, by where they came from. */
export default function FunnelPage() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const of = (name: string): string => address.get(name) ?? ''
  const by = BY.find((one) => one === of('by')) ?? 'source'
  const period = PERIODS.find((one) => one === of('period')) ?? '30'
  const [form, from, to] = [of('form'), of('from'), of('to')]
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(
    funnelQuery({ by, ...periodOf(period, from, to, hubNow()), form: form || undefined })
  )
  const set = (changes: Readonly<Record<string, string>>): void => {
    const next = Object.entries({ by, period, form, from, to, ...changes }).filter(([, value]) => value !== '')
    setAddress(Object.fromEntries(next), { replace: true })
  }
  return (
    <>
      <LeadSections />
      <PagePanel id="funnel-title" title={t('funnel.title')} testId="funnel">
        <div className={`${classes['filters']} ${bars['filters']}`}>
          <Views
            label={t('funnel.by')}
            value={by}
            onChange={(next) => set({ by: next })}
            views={BY.map((one) => ({ value: one, label: t(`funnel.kinds.${one}`) }))}
          />
          <Views
            label={t('funnel.period')}
            value={period}
            onChange={(next: PeriodName) => set({ period: next })}
            views={PERIODS.map((one) => ({ value: one, label: t(`funnel.periods.${one}`) }))}
          />
          {period === 'own' && (
            <>
              <Day label={t('funnel.from')} value={from} onChange={(next) => set({ from: next })} />
              <Day label={t('funnel.to')} value={to} onChange={(next) => set({ to: next })} />
            </>
          )}
          {by !== 'form' && <Choice by="form" value={form} onChange={(next) => set({ form: next })} />}
        </div>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.items.length === 0 && <Empty>{t('funnel.none')}</Empty>}
        {data && data.items.length > 0 && (
          <div className={bars['scroll']} data-stale={isPlaceholderData || undefined}>
            <FunnelTable funnel={data} by={by} />
          </div>
        )}
      </PagePanel>
    </>
  )
}

interface DayProps {
  readonly label: string
  readonly value: string
  readonly onChange: (day: string) => void
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <TextInput
      size="xs"
      type="date"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
