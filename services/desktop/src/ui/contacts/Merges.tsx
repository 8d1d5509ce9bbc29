import { Paper, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import duplicates from '../duplicates/duplicates.module.css'
import { MergeRow } from '../duplicates/MergeRow.tsx'
import { mergesQuery } from '../duplicates/queries.ts'
import classes from './card.module.css'

/** What was merged into this contact, by whom; shown only where something was. */
export function Merges({ contact }: { readonly contact: string }) {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(mergesQuery(contact))
  const merges = data?.pages.flatMap((page) => page.items) ?? []
  if (merges.length === 0) return null
  return (
    <Paper
      withBorder
      component="section"
      aria-labelledby="contact-merges"
      className={classes['panel']}
      data-testid="contact-merges"
    >
      <Title order={2} id="contact-merges">
        {t('merge.audit')}
      </Title>
      <ul className={duplicates['rows']}>
        {merges.map((one) => (
          <MergeRow key={one.id} merge={one} />
        ))}
      </ul>
    </Paper>
  )
}
