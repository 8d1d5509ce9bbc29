import { Button, Text } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { Lead } from '../../../../../contracts/lead.ts'
import { phoneOf, whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { PageList, PagePanel } from '../parts/PageList.tsx'
import { SearchBox } from '../parts/SearchBox.tsx'
import { problemText } from '../problem-text.ts'
import { LeadDrawer } from './LeadDrawer.tsx'
import { LeadSections } from './LeadSections.tsx'
import classes from './leads.module.css'
import { leadName, spamText } from './naming.ts'
import { leadsQuery, useLeadChange } from './queries.ts'
import rows from './spam.module.css'

/** What is kept aside, with the reasons; one press brings it where it would have gone. */
export default function SpamPage() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const [q, open] = [address.get('q') ?? '', address.get('lead')]
  const list = useInfiniteQuery({
    ...leadsQuery({ state: 'spam', ...(q ? { q } : {}) }),
    placeholderData: keepPreviousData
  })
  const show = (words: string, lead: string | null): void =>
    setAddress({ ...(words ? { q: words } : {}), ...(lead ? { lead } : {}) }, { replace: true })
  return (
    <>
      <LeadSections />
      <PagePanel id="spam-title" title={t('leads.spam')} testId="spam">
        <Text size="sm" c="dimmed" mb="xs">
          {t('leads.spamIntro')}
        </Text>
        <div className={classes['filters']}>
          <SearchBox
            className={classes['search']}
            label={t('leads.searchLabel')}
            value={q}
            onChange={(next) => show(next, open)}
          />
        </div>
        <PageList list={list} empty={t(q ? 'leads.noMatch' : 'leads.noSpam')}>
          {(leads) => (
            <ul className={classes['rows']}>
              {leads.map((lead) => (
                <SpamRow key={lead.id} lead={lead} onOpen={() => show(q, lead.id)} />
              ))}
            </ul>
          )}
        </PageList>
      </PagePanel>
      <LeadDrawer id={open} onClose={() => show(q, null)} />
    </>
  )
}

function SpamRow({ lead, onOpen }: { readonly lead: Lead; readonly onOpen: () => void }) {
  const { t, i18n } = useTranslation()
  const change = useLeadChange(lead)
  const { id, form, phone, email, text, spam, lastAt } = lead
  return (
    <li className={rows['row']} data-testid="spam-row" data-lead={id}>
      <div className={rows['who']}>
        <button type="button" className={classes['plain']} onClick={onOpen}>
          {leadName(t, lead)}
        </button>
        <span className={classes['sub']}>
          {[phone && phoneOf(phone), email, form.name, whenOf(lastAt, i18n.language, hubNow())]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <div className={classes['preview']}>{text}</div>
      </div>
      <div className={rows['why']}>{spam.map((reason) => spamText(t, reason)).join('; ')}</div>
      <Button
        size="compact-sm"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate({ state: 'new' })}
        data-testid="not-spam"
      >
        {t('leads.do.notSpam')}
      </Button>
      {change.error && (
        <Text size="xs" c="red" role="alert" className={classes['whole']}>
          {problemText(t, change.error)}
        </Text>
      )}
    </li>
  )
}
