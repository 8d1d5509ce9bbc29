import { Text } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { ContactSections } from '../contacts/ContactSections.tsx'
import { PageList, PagePanel, Views } from '../parts/PageList.tsx'
import { DuplicateRow } from './DuplicateRow.tsx'
import classes from './duplicates.module.css'
import { MergeRow } from './MergeRow.tsx'
import { duplicatesQuery, mergesQuery } from './queries.ts'

const VIEWS = ['open', 'dismissed', 'merges'] as const

/** Records that may be the same person, and the merges that were done. */
export default function DuplicatesPage() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const view = VIEWS.find((one) => one === address.get('view')) ?? 'open'
  return (
    <>
      <ContactSections />
      <PagePanel id="duplicates-title" title={t('duplicates.title')} testId="duplicates">
        <Text size="sm" c="dimmed" mb="xs">
          {t('duplicates.intro')}
        </Text>
        <Views
          label={t('duplicates.views')}
          value={view}
          onChange={(next) => setAddress(next === 'open' ? {} : { view: next }, { replace: true })}
          views={VIEWS.map((one) => ({ value: one, label: t(`duplicates.${one}`) }))}
        />
        {view === 'merges' ? <Merges /> : <Pairs state={view} />}
      </PagePanel>
    </>
  )
}

function Pairs({ state }: { readonly state: 'open' | 'dismissed' }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery({ ...duplicatesQuery(state), placeholderData: keepPreviousData })
  return (
    <PageList list={list} empty={t(state === 'open' ? 'duplicates.none' : 'duplicates.noneDismissed')}>
      {(pairs) => (
        <ul className={classes['rows']}>
          {pairs.map((one) => (
            <DuplicateRow key={one.id} duplicate={one} />
          ))}
        </ul>
      )}
    </PageList>
  )
}

function Merges() {
  const { t } = useTranslation()
  const list = useInfiniteQuery(mergesQuery())
  return (
    <PageList list={list} empty={t('duplicates.noMerges')}>
      {(merges) => (
        <ul className={classes['rows']}>
          {merges.map((one) => (
            <MergeRow key={one.id} merge={one} />
          ))}
        </ul>
      )}
    </PageList>
  )
}
