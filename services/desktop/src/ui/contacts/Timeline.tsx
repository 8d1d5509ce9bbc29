import { Paper, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { InteractionDrawer } from '../calls/InteractionDrawer.tsx'
import { InteractionTable } from '../calls/InteractionTable.tsx'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { timelineQuery } from '../queries.ts'
import classes from './contacts.module.css'

/** Everything that was with one contact, the newest first. */
export function Timeline({ contact }: { readonly contact: string }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(timelineQuery(contact))
  const [opened, setOpened] = useState<string | null>(null)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Paper
      withBorder
      component="section"
      aria-labelledby="timeline-title"
      className={classes['panel']}
      data-testid="timeline"
    >
      <Title order={2} id="timeline-title">
        {t('contacts.timeline')}
      </Title>
      {list.error && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && <Empty>{t('contacts.noTimeline')}</Empty>}
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
