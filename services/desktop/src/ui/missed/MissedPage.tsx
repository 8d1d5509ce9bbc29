import { Text } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { PageList, PagePanel, Views } from '../parts/PageList.tsx'
import { MissedRow } from './MissedRow.tsx'
import classes from './missed.module.css'
import { missedQuery, missedSummaryQuery, VIEWS } from './queries.ts'

const EMPTY = { open: 'none', mine: 'noneMine', overdue: 'none', closed: 'noneClosed' } as const

/** Customers who reached nobody: a list that empties itself when they are called back. */
export default function MissedPage() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const view = VIEWS.find((one) => one === address.get('view')) ?? 'open'
  const list = useInfiniteQuery({ ...missedQuery(view), placeholderData: keepPreviousData })
  return (
    <PagePanel id="missed-title" title={t('missed.title')} testId="missed-list" side={<Summary />}>
      <Views
        label={t('missed.views')}
        value={view}
        onChange={(next) => setAddress(next === 'open' ? {} : { view: next }, { replace: true })}
        views={VIEWS.map((one) => ({ value: one, label: t(`missed.${one}`) }))}
      />
      <PageList list={list} empty={t(`missed.${EMPTY[view]}`)}>
        {(entries) => (
          <ul className={classes['rows']}>
            {entries.map((one) => (
              <MissedRow key={one.id} missed={one} />
            ))}
          </ul>
        )}
      </PageList>
    </PagePanel>
  )
}

function Summary() {
  const { t } = useTranslation()
  const { data } = useQuery(missedSummaryQuery)
  if (!data) return null
  const { open, overdue, closedToday, withinLevelToday } = data
  const percent = closedToday > 0 ? Math.round((withinLevelToday / closedToday) * 100) : null
  return (
    <Text size="sm" c="dimmed" data-testid="missed-summary">
      {t('missed.summary', { open, overdue, closed: closedToday })}
      {percent !== null && ` · ${t('missed.within', { percent })}`}
    </Text>
  )
}
