import { Paper, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { interactionsQuery } from '../queries.ts'
import { useSession } from '../session-context.tsx'
import classes from './calls.module.css'
import { EVERYTHING, Filters, filterOf } from './Filters.tsx'
import { InteractionDrawer } from './InteractionDrawer.tsx'
import { InteractionTable } from './InteractionTable.tsx'

const TYPING_MS = 300

/** Everything that was, the newest first. */
export function Interactions() {
  const { t } = useTranslation()
  const me = useSession().user?.id ?? null
  const [choice, setChoice] = useState(EVERYTHING)
  const [q] = useDebouncedValue(choice.q.trim(), TYPING_MS)
  const filter = useMemo(() => filterOf({ ...choice, q }, me), [choice, q, me])
  const list = useInfiniteQuery({ ...interactionsQuery(filter), placeholderData: keepPreviousData })
  const [opened, setOpened] = useState<string | null>(null)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Paper
      withBorder
      component="section"
      aria-labelledby="list-title"
      className={classes['panel']}
      data-testid="interactions-list"
    >
      <div className={classes['head']}>
        <Title order={2} id="list-title">
          {t('list.title')}
        </Title>
        <Filters choice={choice} onChange={setChoice} />
      </div>
      {list.error && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && (
        <Empty>{t(Object.keys(filter).length > 0 ? 'list.empty' : 'list.first')}</Empty>
      )}
      {items.length > 0 && (
        <InteractionTable
          items={items}
          onOpen={setOpened}
          more={list.hasNextPage ? () => void list.fetchNextPage() : null}
          loading={list.isFetchingNextPage}
        />
      )}
      <InteractionDrawer id={opened} onClose={() => setOpened(null)} />
    </Paper>
  )
}
