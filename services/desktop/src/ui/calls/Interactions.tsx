import { Paper, Title } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { interactionFilter } from '../../state/filters.ts'
import { PageList } from '../parts/PageList.tsx'
import { interactionsQuery } from '../queries.ts'
import classes from './calls.module.css'
import { Filters } from './Filters.tsx'
import { InteractionDrawer } from './InteractionDrawer.tsx'
import { InteractionTable } from './InteractionTable.tsx'

/** Everything that was, the newest first; filtered as the address of the page says. */
export function Interactions() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const filter = interactionFilter(address)
  const list = useInfiniteQuery({ ...interactionsQuery(filter), placeholderData: keepPreviousData })
  const [opened, setOpened] = useState<string | null>(null)
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
        <Filters filter={filter} onChange={(next) => setAddress(next, { replace: true })} />
      </div>
      <PageList list={list} empty={t(Object.keys(filter).length > 0 ? 'list.empty' : 'list.first')}>
        {(items) => <InteractionTable items={items} onOpen={setOpened} />}
      </PageList>
      <InteractionDrawer id={opened} onClose={() => setOpened(null)} />
    </Paper>
  )
}
