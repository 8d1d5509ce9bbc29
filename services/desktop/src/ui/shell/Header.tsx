import { useTranslation } from 'react-i18next'
import { Link, NavLink, useLocation } from 'react-router'
import { useDesk } from '../desk-context.tsx'
import { MOST_NEW, useNewLeadCount } from '../leads/queries.ts'
import { useMissedCount } from '../missed/queries.ts'
import { Mark } from '../parts/Mark.tsx'
import { GlobalSearch } from '../search/GlobalSearch.tsx'
import { useSession } from '../session-context.tsx'
import { useOverdueCount } from '../tasks/queries.ts'
import { Brand } from './Brand.tsx'
import { Person } from './Person.tsx'
import classes from './shell.module.css'

/** Where one is, what waits, and how to find anything. */
export function Header() {
  const { t } = useTranslation()
  return (
    <header className={classes['header']}>
      <a href="#content" className={classes['skip']}>
        {t('nav.skip')}
      </a>
      <Brand />
      <Sections />
      <GlobalSearch />
      <div className={classes['tools']}>
        <LinkMark />
        <Person />
      </div>
    </header>
  )
}

const CONTACTS = ['/contacts', '/accounts', '/duplicates']
const LEADS = ['/leads', '/forms']
const SETTINGS = ['/users', '/teams', '/fields', '/dispositions', '/lead-rules', '/health']
const SETTINGS_OF = { admin: '/users', supervisor: '/health', marketer: '/lead-rules' }

function Sections() {
  const { t } = useTranslation()
  const { role } = useSession()
  const missed = useMissedCount()
  const overdue = useOverdueCount()
  const leads = useNewLeadCount()
  const { pathname } = useLocation()
  const inside = (paths: readonly string[]): boolean => paths.some((path) => pathname.startsWith(path))
  const current = (on: boolean): { 'aria-current'?: 'page' } => (on ? { 'aria-current': 'page' } : {})
  return (
    <nav className={classes['nav']} aria-label={t('nav.label')}>
      <NavLink to="/" end>
        {t('nav.calls')}
      </NavLink>
      {role !== 'marketer' && (
        <NavLink to="/missed">
          {t('nav.missed')}
          <Count count={missed} label={t('missed.count', { count: missed })} testId="missed-count" />
        </NavLink>
      )}
      <Link to="/leads" {...current(inside(LEADS))}>
        {t('leads.title')}
        <Count
          count={leads}
          most={MOST_NEW - 1}
          label={t(leads < MOST_NEW ? 'leads.count' : 'leads.countMost', { count: leads })}
          testId="leads-count"
        />
      </Link>
      <NavLink to="/tasks">
        {t('nav.tasks')}
        <Count count={overdue} label={t('tasks.count', { count: overdue })} testId="overdue-count" />
      </NavLink>
      <Link to="/contacts" {...current(inside(CONTACTS))}>
        {t('nav.contacts')}
      </Link>
      {role !== 'agent' && (
        <Link to={SETTINGS_OF[role]} {...current(inside(SETTINGS))}>
          {t('nav.settings')}
        </Link>
      )}
    </nav>
  )
}

const MOST = 99

interface CountProps {
  readonly count: number
  readonly label: string
  readonly testId: string
  readonly most?: number
}

/** How many wait; nothing when none do. */
function Count({ count, label, testId, most = MOST }: CountProps) {
  if (count === 0) return null
  return (
    <span className={classes['count']} role="img" aria-label={label} title={label} data-testid={testId}>
      {count > most ? `${most}+` : count}
    </span>
  )
}

const TONES = { live: 'good', connecting: 'wait', reconnecting: 'bad' } as const

/** Whether what is on the screen is what is so. */
function LinkMark() {
  const { t } = useTranslation()
  const link = useDesk((desk) => desk.link)
  return (
    <span role="status" className={classes['link']} title={t(`link.${link}`)} data-testid="link-state" data-link={link}>
      <Mark tone={TONES[link]}>
        <span className={classes['linkWord']}>{t(`link.${link}`)}</span>
      </Mark>
    </span>
  )
}
