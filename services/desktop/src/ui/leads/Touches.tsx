import { Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../../../contracts/lead.ts'
import type { Touch } from '../../../../../contracts/submission.ts'
import { whenOf } from '../../state/format.ts'
import { isSameTouch, pageText, visitOf } from '../../state/visit.ts'
import { hubNow } from '../api.ts'
import classes from './leads.module.css'

/** Where they came from: at first, and the time they sent the form. */
export function Touches({ lead: { touch, source, page } }: { readonly lead: WholeLead }) {
  const { t } = useTranslation()
  const isOne = touch.first !== null && isSameTouch(touch.first, touch.last)
  return (
    <section aria-labelledby="lead-touches" data-testid="lead-touches">
      <Title order={4} id="lead-touches" size="h3">
        {t('touch.title')}
      </Title>
      {source && (
        <Text size="sm" mb={4}>
          {t('touch.source', { source })}
        </Text>
      )}
      <TouchText touch={touch.first} label={t(isOne ? 'touch.only' : 'touch.first')} />
      {!isOne && <TouchText touch={touch.last} label={t('touch.last')} />}
      {page && (
        <Text size="xs" c="dimmed" className={classes['name']}>
          {t('touch.sentFrom', { page: pageText(page) })}
        </Text>
      )}
    </section>
  )
}

/** One visit in plain words: what brought them, the page, the day. */
export function TouchText({ touch, label }: { readonly touch: Touch | null; readonly label: string }) {
  const { t, i18n } = useTranslation()
  if (touch === null) return null
  const { kind, where, campaign, keyword, content, page, at, ids } = visitOf(touch)
  const what = [t(`touch.kinds.${kind}`), where].filter(Boolean).join(': ')
  const more = [
    campaign && t('touch.campaign', { campaign }),
    keyword && t('touch.keyword', { keyword }),
    content && t('touch.content', { content })
  ]
  return (
    <div className={classes['touch']} data-testid="touch" data-kind={kind}>
      <Text size="xs" c="dimmed">
        {[label, at && whenOf(at, i18n.language, hubNow())].filter(Boolean).join(' · ')}
      </Text>
      <Text size="sm">{[what, ...more].filter(Boolean).join(' · ')}</Text>
      {page && <Text size="sm">{t('touch.page', { page })}</Text>}
      {ids.length > 0 && (
        <Text size="xs" c="dimmed">
          {ids.map(([name, value]) => `${name} ${value}`).join(' · ')}
        </Text>
      )}
    </div>
  )
}
