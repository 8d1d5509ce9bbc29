import { Button, Paper, SegmentedControl, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, Failure, Loading } from './Note.tsx'
import classes from './page.module.css'

/** What the page needs of an infinite query. */
interface Listing<Item> {
  readonly data: { readonly pages: readonly { readonly items: readonly Item[] }[] } | undefined
  readonly error: unknown
  readonly isPending: boolean
  readonly isPlaceholderData?: boolean
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  refetch(): unknown
  fetchNextPage(): unknown
}

interface Props<Item> {
  readonly list: Listing<Item>
  readonly empty: string
  readonly children: (items: readonly Item[]) => ReactNode
}

/** A list with its faults, its waiting, its emptiness and its next page. */
export function PageList<Item>({ list, empty, children }: Props<Item>) {
  const { t } = useTranslation()
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {Boolean(list.error) && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && <Empty>{empty}</Empty>}
      {items.length > 0 && (
        <div className={classes['list']} data-stale={list.isPlaceholderData || undefined}>
          {children(items)}
        </div>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
          data-testid="more"
        >
          {t('common.more')}
        </Button>
      )}
    </>
  )
}

interface PanelProps {
  readonly id: string
  readonly title: string
  readonly testId?: string
  readonly side?: ReactNode
  readonly children: ReactNode
}

/** The one panel of a page, with its title and what stands beside it. */
export function PagePanel({ id, title, testId, side, children }: PanelProps) {
  return (
    <Paper withBorder component="section" aria-labelledby={id} className={classes['panel']} data-testid={testId}>
      <div className={classes['head']}>
        <Title order={1} id={id}>
          {title}
        </Title>
        {side}
      </div>
      {children}
    </Paper>
  )
}

interface ViewsProps<View extends string> {
  readonly label: string
  readonly value: View
  readonly views: readonly { readonly value: View; readonly label: string }[]
  readonly onChange: (view: View) => void
}

/** Which part of a list is shown. */
export function Views<View extends string>({ label, value, views, onChange }: ViewsProps<View>) {
  return (
    <SegmentedControl
      size="xs"
      mb="xs"
      className={classes['views']}
      aria-label={label}
      value={value}
      onChange={onChange}
      data={[...views]}
    />
  )
}
