import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { pageText } from '../../state/visit.ts'
import { spamText } from '../leads/naming.ts'
import { FieldList } from '../leads/Sent.tsx'
import { TouchText } from '../leads/Touches.tsx'
import { Empty } from '../parts/Note.tsx'
import classes from './forms.module.css'
import type { Tried } from './queries.ts'

/** What would be made of a payload: usually one lead, of some vendors several. */
export function TriedView({ tried, isStale }: { readonly tried: readonly Tried[]; readonly isStale: boolean }) {
  const { t } = useTranslation()
  if (tried.length === 0) return <Empty>{t('mapping.nothing')}</Empty>
  return (
    <div className={classes['tried']} data-stale={isStale || undefined} data-testid="tried" aria-live="polite">
      {tried.map((one) => (
        <OneTried key={one.id} tried={one} />
      ))}
    </div>
  )
}

/** Made by the hub of all that was said, where there is no number. */
const CONTENT_ID = /^[0-9a-f]{40}$/

function OneTried({ tried: { id, text, fields, mapped, touch, page, spam } }: { readonly tried: Tried }) {
  const { t } = useTranslation()
  const rows = [
    ['name', mapped.name],
    ['phone', mapped.phones.join(', ')],
    ['email', mapped.emails.join(', ')],
    ['text', text],
    ['consent', mapped.consent],
    ['page', page && pageText(page)],
    ['id', CONTENT_ID.test(id) ? null : id]
  ] as const
  return (
    <article>
      {spam.length > 0 && (
        <Text size="sm" c="red">
          {t('leads.keptAside', { why: spam.map((reason) => spamText(t, reason)).join('; ') })}
        </Text>
      )}
      <dl className={classes['made']}>
        {rows.map(([target, value]) => (
          <div key={target} data-testid={`made-${target}`} data-empty={!value || undefined}>
            <dt>{t(`mapping.targets.${target}`)}</dt>
            <dd>{value || t(target === 'id' ? 'mapping.byContent' : 'mapping.notFound')}</dd>
          </div>
        ))}
      </dl>
      <TouchText touch={touch.first} label={t('touch.first')} />
      <TouchText touch={touch.last} label={t('touch.last')} />
      <Text size="xs" c="dimmed" mt={6}>
        {t('mapping.fields')}
      </Text>
      <FieldList fields={fields} />
    </article>
  )
}
