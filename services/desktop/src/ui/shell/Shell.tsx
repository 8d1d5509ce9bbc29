import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Route, Routes, useLocation } from 'react-router'
import { CallsPage } from '../calls/CallsPage.tsx'
import { DemoBanner } from '../demo/DemoBanner.tsx'
import { DemoPanel } from '../demo/DemoPanel.tsx'
import { DialBox } from '../dial/DialBox.tsx'
import { Empty, Loading } from '../parts/Note.tsx'
import { Cards } from '../pop/Cards.tsx'
import { seesAll, useMayAnswer, useMayMarket, useSession } from '../session-context.tsx'
import { Reminders } from '../tasks/Reminders.tsx'
import { Boundary } from './Boundary.tsx'
import { Header } from './Header.tsx'
import { Notices } from './Notices.tsx'
import classes from './shell.module.css'

const ContactsPage = lazy(() => import('../contacts/ContactsPage.tsx'))
const ContactPage = lazy(() => import('../contacts/ContactPage.tsx'))
const AccountsPage = lazy(() => import('../accounts/AccountsPage.tsx'))
const AccountPage = lazy(() => import('../accounts/AccountPage.tsx'))
const DuplicatesPage = lazy(() => import('../duplicates/DuplicatesPage.tsx'))
const MissedPage = lazy(() => import('../missed/MissedPage.tsx'))
const TasksPage = lazy(() => import('../tasks/TasksPage.tsx'))
const LeadsPage = lazy(() => import('../leads/LeadsPage.tsx'))
const SpamPage = lazy(() => import('../leads/SpamPage.tsx'))
const FunnelPage = lazy(() => import('../leads/FunnelPage.tsx'))
const FormsPage = lazy(() => import('../forms/FormsPage.tsx'))
const FormPage = lazy(() => import('../forms/FormPage.tsx'))
const TeamsPage = lazy(() => import('../settings/TeamsPage.tsx'))
const FieldsPage = lazy(() => import('../settings/FieldsPage.tsx'))
const DispositionsPage = lazy(() => import('../settings/DispositionsPage.tsx'))
const UsersPage = lazy(() => import('../users/UsersPage.tsx'))
const LeadRulesPage = lazy(() => import('../lead-rules/LeadRulesPage.tsx'))
const HealthPage = lazy(() => import('../health/HealthPage.tsx'))

/** The header, the desk (dial box and cards, always in sight) and the page. */
export function Shell() {
  const session = useSession()
  return (
    <div className={classes['shell']}>
      <DemoBanner />
      <Header />
      <div className={classes['body']}>
        <aside className={classes['desk']}>
          <Notices />
          <DialBox />
          <Cards />
          <Reminders />
          <DemoPanel />
        </aside>
        <Page admin={session.role === 'admin'} all={seesAll(session)} />
      </div>
    </div>
  )
}

function Page({ admin, all }: { readonly admin: boolean; readonly all: boolean }) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const answers = useMayAnswer()
  const markets = useMayMarket()
  return (
    <main id="content" tabIndex={-1} className={classes['content']}>
      <Boundary key={pathname} message={t('crashed')}>
        <Suspense fallback={<Loading />}>
          <Routes>
            <Route index element={<CallsPage />} />
            <Route path="contacts" element={<ContactsPage />} />
            <Route path="contacts/:id" element={<ContactPage />} />
            <Route path="accounts" element={<AccountsPage />} />
            <Route path="accounts/:id" element={<AccountPage />} />
            <Route path="duplicates" element={<DuplicatesPage />} />
            <Route path="tasks" element={<TasksPage />} />
            {answers && <Route path="missed" element={<MissedPage />} />}
            <Route path="leads" element={<LeadsPage />} />
            <Route path="leads/spam" element={<SpamPage />} />
            <Route path="leads/funnel" element={<FunnelPage />} />
            {markets && <Route path="forms" element={<FormsPage />} />}
            {markets && <Route path="forms/:id" element={<FormPage />} />}
            {admin && <Route path="users" element={<UsersPage />} />}
            {admin && <Route path="teams" element={<TeamsPage />} />}
            {admin && <Route path="fields" element={<FieldsPage />} />}
            {admin && <Route path="dispositions" element={<DispositionsPage />} />}
            {(all || !answers) && <Route path="lead-rules" element={<LeadRulesPage />} />}
            {all && <Route path="health" element={<HealthPage />} />}
            <Route path="*" element={<Empty>{t('notFound')}</Empty>} />
          </Routes>
        </Suspense>
      </Boundary>
    </main>
  )
}
