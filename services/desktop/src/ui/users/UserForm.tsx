import { Button, Group, NativeSelect, PasswordInput, Stack, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewUser, User, UserPatch } from '../../../../../contracts/rest.ts'
import type { Role, Sees } from '../../../../../contracts/words.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'

const ROLES: readonly Role[] = ['agent', 'supervisor', 'marketer', 'admin']
const SEES: readonly Sees[] = ['all', 'team', 'own']
const LOGIN = /^[A-Za-z0-9._@-]{1,64}$/
const EXTENSION = /^[0-9*#]{1,20}$/
const MIN_PASSWORD = 8

interface Props {
  readonly user?: User
  /** With the login and password of a new user when the hub made the password up. */
  readonly onDone: (made: { login: string; password: string } | null) => void
}

export function UserForm({ user, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [login, setLogin] = useState(user?.login ?? '')
  const [name, setName] = useState(user?.name ?? '')
  const [role, setRole] = useState<Role>(user?.role ?? 'agent')
  const [sees, setSees] = useState<Sees>(user?.sees ?? 'all')
  const [typed, setTyped] = useState(user?.extensions.join(', ') ?? '')
  const [active, setActive] = useState(user?.active ?? true)
  const [password, setPassword] = useState('')
  const extensions = [...new Set(typed.split(/[\s,;]+/).filter((one) => one !== ''))]
  const faults = {
    login: login !== '' && !LOGIN.test(login),
    extensions: !extensions.every((one) => EXTENSION.test(one)),
    password: password !== '' && password.length < MIN_PASSWORD
  }
  const ready = login !== '' && name.trim() !== '' && !Object.values(faults).some(Boolean)
  const save = useMutation({
    mutationFn: () => send(user, { login, name: name.trim(), role, sees, extensions }, { active, password }),
    onSuccess: async (saved) => {
      notifications.show({ message: t('common.saved'), color: 'pine' })
      onDone(saved.password ? { login: saved.login, password: saved.password } : null)
      await client.invalidateQueries({ queryKey: ['users'] })
      await client.invalidateQueries({ queryKey: ['session'] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) save.mutate()
  }
  return (
    <form onSubmit={submit} data-testid="user-form">
      <Stack gap="sm">
        <TextInput
          label={t('users.login')}
          name="new-login"
          required
          autoComplete="off"
          maxLength={64}
          value={login}
          error={faults.login && t('users.loginBad')}
          onChange={(event) => setLogin(event.currentTarget.value.trim())}
        />
        <TextInput
          label={t('users.name')}
          name="name"
          required
          autoComplete="off"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('users.role')}
          name="role"
          value={role}
          onChange={(event) => setRole(ROLES.find((one) => one === event.currentTarget.value) ?? 'agent')}
          data={ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        />
        <NativeSelect
          label={t('users.sees')}
          name="sees"
          description={t('users.seesHint')}
          value={sees}
          onChange={(event) => setSees(SEES.find((one) => one === event.currentTarget.value) ?? 'all')}
          data={SEES.map((one) => ({ value: one, label: t(`users.seesKinds.${one}`) }))}
        />
        <TextInput
          label={t('users.extensions')}
          name="extensions"
          description={t('users.extensionsHint')}
          autoComplete="off"
          value={typed}
          error={faults.extensions && t('users.extensionsBad')}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {user && (
          <>
            <Switch
              label={t('users.active')}
              checked={active}
              onChange={(event) => setActive(event.currentTarget.checked)}
            />
            <PasswordInput
              label={t('users.newPassword')}
              description={t('users.newPasswordHint')}
              autoComplete="new-password"
              maxLength={200}
              value={password}
              error={faults.password && t('users.passwordBad')}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </>
        )}
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={!ready}>
            {t('common.save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => onDone(null)}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type Saved = User & { readonly password?: string }

function send(
  user: User | undefined,
  fields: NewUser & { extensions: string[] },
  { active, password }: { readonly active: boolean; readonly password: string }
): Promise<Saved> {
  if (!user) return request<Saved>('POST', '/api/v1/users', fields)
  const patch: UserPatch = { ...fields, active, ...(password === '' ? {} : { password }) }
  return request<Saved>('PATCH', `/api/v1/users/${encodeURIComponent(user.id)}`, patch)
}
