import { useTranslation } from 'react-i18next'
import { SubNav } from '../parts/SubNav.tsx'

/** People, their companies, and who may be there twice. */
export function ContactSections() {
  const { t } = useTranslation()
  return (
    <SubNav
      label={t('contacts.title')}
      links={[
        { to: '/contacts', label: t('contacts.title') },
        { to: '/accounts', label: t('accounts.title') },
        { to: '/duplicates', label: t('duplicates.title') }
      ]}
    />
  )
}
