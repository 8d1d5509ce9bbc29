import { useTranslation } from 'react-i18next'
import { SubNav } from '../parts/SubNav.tsx'
import { useMayMarket } from '../session-context.tsx'

/** The pages of leads that this person may see. */
export function LeadSections() {
  const { t } = useTranslation()
  const markets = useMayMarket()
  return (
    <SubNav
      label={t('leads.title')}
      links={[
        { to: '/leads', label: t('leads.inbox'), end: true },
        { to: '/leads/spam', label: t('leads.spam') },
        { to: '/leads/funnel', label: t('funnel.title') },
        ...(markets ? [{ to: '/forms', label: t('forms.title') }] : [])
      ]}
    />
  )
}
