import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { campaignOf, originOf } from '../../state/visit.ts'
import classes from './calls.module.css'

/** Which advertisement made it, as text and nothing else: all of it was written by somebody on the web. */
export function Attribution({ interaction: { attribution, channel } }: { readonly interaction: Interaction }) {
  const { t } = useTranslation()
  if (!attribution) return null
  const { source, touch, page, visit, line, certainty } = attribution
  const { first, last } = touch
  const rows = [
    [t('source.source'), [...new Set([source, originOf(last)].filter(Boolean))].join(' · ') || null],
    [t('source.campaign'), campaignOf(last)],
    [t('source.term'), last?.utmTerm ?? null],
    [t('source.first'), originOf(first)],
    [t('source.page'), page],
    [t('source.number'), channel === 'call' && visit !== null ? line : null]
  ] as const
  return (
    <section aria-label={t('source.label')} data-testid="attribution">
      <Text size="sm" fw={600}>
        {t('source.label')}
      </Text>
      <dl className={classes['facts']}>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {certainty === 'likely' && (
        <Text size="xs" c="dimmed">
          {t('source.likely')}
        </Text>
      )}
    </section>
  )
}
