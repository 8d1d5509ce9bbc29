import { Button, Menu, Text } from '@mantine/core'
import { IconLogout, IconUser } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { ApiProblem, request } from '../api.ts'
import { useDesk } from '../desk-context.tsx'
import { forgetDrafts } from '../drafts.ts'
import { Mark } from '../parts/Mark.tsx'
import { sessionQuery } from '../queries.ts'
import { seesAll, useSession } from '../session-context.tsx'
import { Brand } from './Brand.tsx'
import { LanguageSwitch, SchemeSwitch } from './Switches.tsx'
import classes from './shell.module.css'

export function Header() {
  const { t } = useTranslation()
  return (
    <header className={classes['header']}>
      <a href="#content" className={classes['skip']}>
        {t('nav.skip')}
      </a>
      <Brand />
      <Sections />
      <div className={classes['tools']}>
        <LinkMark />
        <LanguageSwitch />
        <SchemeSwitch />
        <Person />
      </div>
    </header>
  )
}

function Sections() {
  const { t } = useTranslation()
  const session = useSession()
  const sections = [
    { to: '/', label: t('nav.calls'), show: true },
    { to: '/contacts', label: t('nav.contacts'), show: true },
    { to: '/users', label: t('nav.users'), show: session.role === 'admin' },
    { to: '/health', label: t('nav.health'), show: seesAll(session) }
  ]
  return (
    <nav className={classes['nav']} aria-label={t('nav.label')}>
      {sections
        .filter((section) => section.show)
        .map((section) => (
          <NavLink key={section.to} to={section.to} end={section.to === '/'}>
            {section.label}
          </NavLink>
        ))}
    </nav>
  )
}

const TONES = { live: 'good', connecting: 'wait', reconnecting: 'bad' } as const

/** Whether what is on the screen is what is so. */
function LinkMark() {
  const { t } = useTranslation()
  const link = useDesk((desk) => desk.link)
  return (
    <span role="status" data-testid="link-state" data-link={link}>
      <Mark tone={TONES[link]}>{t(`link.${link}`)}</Mark>
    </span>
  )
}

function Person() {
  const { t } = useTranslation()
  const session = useSession()
  const client = useQueryClient()
  const { user } = session
  const signOut = useMutation({
    mutationFn: () => request('DELETE', '/api/v1/session'),
    onSettled: (_data, error) => {
      if (error instanceof ApiProblem && error.status !== 401) return
      if (user) forgetDrafts(user.id)
      client.setQueryData(sessionQuery.queryKey, null)
      // what this person saw is not for the next one
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
    }
  })
  const extension = user?.extensions[0]
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          className={classes['person']}
          aria-label={user?.name ?? t(`role.${session.role}`)}
          data-testid="person"
        >
          <IconUser size={16} aria-hidden />
          <span className={classes['personName']}>
            {user?.name ?? t(`role.${session.role}`)}
            <Text span size="xs" c="dimmed" ml={6} className={classes['extension']}>
              {extension ? t('extension', { extension }) : t('noExtension')}
            </Text>
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user?.login} · {t(`role.${session.role}`)}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => signOut.mutate()}
          data-testid="sign-out"
        >
          {t('signIn.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
