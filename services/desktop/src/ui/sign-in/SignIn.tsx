import { Alert, Button, Group, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../../../../contracts/rest.ts'
import { ApiProblem, request } from '../api.ts'
import { DemoAccounts } from '../demo/DemoAccounts.tsx'
import { problemText } from '../problem-text.ts'
import { sessionQuery } from '../queries.ts'
import { Brand } from '../shell/Brand.tsx'
import { LanguageSwitch, SchemeSwitch } from '../shell/Switches.tsx'
import classes from '../shell/shell.module.css'

const WAIT_SECONDS = 60

export function SignIn() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: async (credentials: { login: string; password: string }) => {
      await request<unknown>('POST', '/api/v1/session', credentials)
      return request<Session>('GET', '/api/v1/session')
    },
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
    onError: () => setPassword('')
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (login.trim() !== '' && password !== '') signIn.mutate({ login: login.trim(), password })
  }
  return (
    <main className={classes['door']}>
      <Paper withBorder p="xl" className={classes['doorCard']}>
        <form onSubmit={submit} data-testid="login-form" className={classes['doorForm']}>
          <Stack gap="md">
            <Brand />
            <Title order={1}>{t('signIn.title')}</Title>
            <TextInput
              label={t('signIn.login')}
              name="login"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
              value={login}
              onChange={(event) => setLogin(event.currentTarget.value)}
            />
            <PasswordInput
              label={t('signIn.password')}
              name="password"
              autoComplete="current-password"
              maxLength={200}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {signIn.error && (
              <Alert role="alert" color="red" variant="light" p="xs" data-testid="login-error">
                {reasonOf(t, signIn.error)}
              </Alert>
            )}
            <Button type="submit" loading={signIn.isPending} disabled={login.trim() === '' || password === ''}>
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
        <DemoAccounts onChoose={(account) => signIn.mutate({ login: account.login, password: account.password })} />
      </Paper>
      <Group gap="xs">
        <LanguageSwitch />
        <SchemeSwitch />
      </Group>
    </main>
  )
}

function reasonOf(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiProblem)) return problemText(t, error)
  if (error.word === 'wrong-credentials' || error.word === 'not-signed-in') return t('signIn.wrong')
  if (error.word === 'too-many-requests') return t('signIn.tooMany', { seconds: error.retryAfter ?? WAIT_SECONDS })
  if (error.word === 'away') return t('signIn.away')
  return problemText(t, error)
}
