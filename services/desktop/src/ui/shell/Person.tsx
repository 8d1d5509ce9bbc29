import { Button, Menu, Text } from '@mantine/core'
import { IconLogout, IconUser } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiProblem, request } from '../api.ts'
import { forgetDrafts } from '../drafts.ts'
import { sessionQuery } from '../queries.ts'
import { useSession } from '../session-context.tsx'
import { LanguageSwitch, SchemeSwitch } from './Switches.tsx'
import classes from './shell.module.css'

/** Who is signed in; the menu holds what is seldom changed. */
export function Person() {
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
    <Menu position="bottom-end" withinPortal width={240}>
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
        <div className={classes['switches']}>
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
        <Menu.Divider />
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
