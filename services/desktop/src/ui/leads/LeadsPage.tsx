import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { type Filter, leadFilter } from '../../state/filters.ts'
import { PageList, PagePanel } from '../parts/PageList.tsx'
import { LeadDrawer } from './LeadDrawer.tsx'
import { LeadFilters } from './LeadFilters.tsx'
import { LeadSections } from './LeadSections.tsx'
import { LeadTable } from './LeadTable.tsx'
import { leadsQuery } from './queries.ts'

/** Who wants something of us, newest first; which of them, and the one that is open, stand in the address. */
export default function LeadsPage() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const filter = leadFilter(address)
  const open = address.get('lead')
  const list = useInfiniteQuery({ ...leadsQuery(filter), placeholderData: keepPreviousData })
  const show = (next: Filter, lead: string | null): void =>
    setAddress({ ...next, ...(lead ? { lead } : {}) }, { replace: true })
  return (
    <>
      <LeadSections />
      <PagePanel id="leads-title" title={t('leads.title')} testId="leads">
        <LeadFilters filter={filter} onChange={(next) => show(next, open)} />
        <PageList list={list} empty={t(Object.keys(filter).length === 0 ? 'leads.none' : 'leads.noMatch')}>
          {(leads) => <LeadTable leads={leads} open={open} onOpen={(lead) => show(filter, lead)} />}
        </PageList>
      </PagePanel>
      <LeadDrawer id={open} onClose={() => show(filter, null)} />
    </>
  )
}
