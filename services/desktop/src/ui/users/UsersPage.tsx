import { Alert, Button, Code, CopyButton, Group, Modal, Paper, Table, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../../../contracts/rest.ts'
import classes from '../contacts/contacts.module.css'
import { Mark } from '../parts/Mark.tsx'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { usersQuery } from '../queries.ts'
import { SettingsSections } from '../settings/SettingsSections.tsx'
import { UserForm } from './UserForm.tsx'

interface Created {
  readonly login: string
  readonly password: string
}

/** Who may sign in, with which role and which phones. */
export default function UsersPage() {
  const { t } = useTranslation()
  const list = useInfiniteQuery(usersQuery)
  const [form, setForm] = useState<'closed' | 'new' | User>('closed')
  const [created, setCreated] = useState<Created | null>(null)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const edited = typeof form === 'object' ? form : undefined
  return (
    <>
      <SettingsSections />
      <Paper withBorder component="section" aria-labelledby="users-title" className={classes['panel']}>
        <div className={classes['head']}>
          <Title order={1} id="users-title">
            {t('users.title')}
          </Title>
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setForm('new')}
            data-testid="user-create"
          >
            {t('users.create')}
          </Button>
        </div>
        {created && <NewPassword created={created} onClose={() => setCreated(null)} />}
        {list.error && <Failure error={list.error} onRetry={() => void list.refetch()} />}
        {list.isPending && <Loading />}
        {list.data && items.length === 0 && <Empty>{t('users.empty')}</Empty>}
        {items.length > 0 && <UserTable users={items} onEdit={setForm} />}
        {list.hasNextPage && (
          <Button variant="default" size="xs" mt="sm" onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
        <Modal
          opened={form !== 'closed'}
          onClose={() => setForm('closed')}
          title={edited ? t('users.editTitle', { login: edited.login }) : t('users.create')}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          <UserForm
            {...(edited ? { user: edited } : {})}
            onDone={(made) => {
              setForm('closed')
              if (made) setCreated(made)
            }}
          />
        </Modal>
      </Paper>
    </>
  )
}

function UserTable({ users, onEdit }: { readonly users: readonly User[]; readonly onEdit: (user: User) => void }) {
  const { t } = useTranslation()
  return (
    <Table className={classes['table']} verticalSpacing={6} data-testid="users-list">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('users.name')}</Table.Th>
          <Table.Th>{t('users.role')}</Table.Th>
          <Table.Th>{t('users.extensions')}</Table.Th>
          <Table.Th className={classes['wide']}>{t('users.active')}</Table.Th>
          <Table.Th aria-label={t('common.edit')} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <Table.Tr key={user.id} data-testid={`user-${user.login}`}>
            <Table.Td>
              <b>{user.name}</b>
              <div className={classes['sub']}>{user.login}</div>
            </Table.Td>
            <Table.Td>{t(`role.${user.role}`)}</Table.Td>
            <Table.Td>{user.extensions.join(', ')}</Table.Td>
            <Table.Td className={classes['wide']}>
              <Mark tone={user.active ? 'good' : 'none'}>{t(user.active ? 'users.activeYes' : 'users.activeNo')}</Mark>
            </Table.Td>
            <Table.Td align="right">
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`${t('common.edit')}: ${user.login}`}
                onClick={() => onEdit(user)}
              >
                {t('common.edit')}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** The password the hub made up: shown this once. */
function NewPassword({ created, onClose }: { readonly created: Created; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert
      color="pine"
      variant="light"
      mb="sm"
      withCloseButton
      closeButtonLabel={t('common.close')}
      onClose={onClose}
      data-testid="new-password"
    >
      {t('users.created', { login: created.login })}
      <Group gap="xs" mt={6}>
        <Code fz="md">{created.password}</Code>
        <CopyButton value={created.password}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {t(copied ? 'users.copied' : 'users.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  )
}
