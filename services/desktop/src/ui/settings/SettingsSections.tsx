import { useTranslation } from 'react-i18next'
import { SubNav } from '../parts/SubNav.tsx'
import { seesAll, useSession } from '../session-context.tsx'

/** The pages of the settings that this person may see. */
export function SettingsSections() {
  const { t } = useTranslation()
  const session = useSession()
  const admin = session.role === 'admin'
  const links = [
    { to: '/users', label: t('nav.users'), show: admin },
    { to: '/teams', label: t('settings.teams'), show: admin },
    { to: '/fields', label: t('settings.fields'), show: admin },
    { to: '/dispositions', label: t('settings.dispositions'), show: admin },
    { to: '/lead-rules', label: t('leadRules.title'), show: session.role !== 'agent' },
    { to: '/health', label: t('nav.health'), show: seesAll(session) }
  ]
  return <SubNav label={t('settings.parts')} links={links.filter((link) => link.show)} />
}
