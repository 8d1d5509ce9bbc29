import { Button, Group, Switch, Text } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InteractionTrace } from '../../../../../contracts/trace.ts'
import { type Row, rowsOf } from '../../state/why.ts'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { traceQuery } from '../queries.ts'
import classes from './why.module.css'

/** What the PBX said, and what the hub made of it: for who wonders at what is shown. Asked for only when opened. */
export function Why({ interaction }: { readonly interaction: string }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <section>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        className={classes['opener']}
        leftSection={isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        data-testid="why"
      >
        {t('why.title')}
      </Button>
      <div id={id}>{isOpen && <Trace interaction={interaction} />}</div>
    </section>
  )
}

function Trace({ interaction }: { readonly interaction: string }) {
  const { t, i18n } = useTranslation()
  const [everything, setEverything] = useState(false)
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    traceQuery(interaction)
  )
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (isPending) return <Loading />
  const items: InteractionTrace['items'] = data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <Empty>{t('why.none')}</Empty>
  return (
    <>
      <Group justify="space-between" gap="xs" my={6}>
        <Text size="xs" c="dimmed">
          {data.pages[0]?.masked ? t('why.masked') : ''}
        </Text>
        <Switch
          size="xs"
          label={t('why.everything')}
          checked={everything}
          onChange={(event) => setEverything(event.currentTarget.checked)}
          data-testid="why-everything"
        />
      </Group>
      <ol className={classes['rows']} data-testid="why-rows">
        {rowsOf(items, everything, i18n.language).map((row) => (
          <Happened key={row.id} row={row} />
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" size="xs" mt="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}

function Happened({ row: { at, kind, name, changes } }: { readonly row: Row }) {
  const { t } = useTranslation()
  return (
    <li>
      <span className={classes['time']}>{at}</span>
      <div className={classes['what']}>
        {kind === 'message' ? <b>{name}</b> : <i>{t(`why.kind.${kind}`)}</i>}
        {changes.map(({ field, from, to }) => (
          <div key={field} className={classes['change']}>
            <span>{field}</span> {from === '-' ? '' : `${from} → `}
            {to}
          </div>
        ))}
      </div>
    </li>
  )
}
