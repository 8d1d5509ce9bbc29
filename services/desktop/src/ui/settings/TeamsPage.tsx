import { Button, Group, Modal, MultiSelect, Stack, Table, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewTeam, Team } from '../../../../../contracts/team.ts'
import { request } from '../api.ts'
import classes from '../contacts/contacts.module.css'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { PagePanel } from '../parts/PageList.tsx'
import { teamsQuery, useColleagues } from '../parts/people.ts'
import { SettingsSections } from './SettingsSections.tsx'

/** Who owns contacts, tasks and missed calls together. */
export default function TeamsPage() {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useQuery(teamsQuery)
  const [form, setForm] = useState<'closed' | 'new' | Team>('closed')
  const edited = typeof form === 'object' ? form : undefined
  const close = (): void => setForm('closed')
  return (
    <>
      <SettingsSections />
      <PagePanel
        id="teams-title"
        title={t('settings.teams')}
        side={
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setForm('new')}
            data-testid="team-create"
          >
            {t('teams.create')}
          </Button>
        }
      >
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.length === 0 && <Empty>{t('teams.none')}</Empty>}
        {data && data.length > 0 && (
          <Table className={classes['table']} verticalSpacing={6}>
            <Table.Tbody>
              {data.map((team) => (
                <Table.Tr key={team.id} data-testid="team">
                  <Table.Td>
                    <b>{team.name}</b>
                  </Table.Td>
                  <Table.Td>{team.members.map((one) => one.name).join(', ') || t('teams.nobody')}</Table.Td>
                  <Table.Td align="right">
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`${t('common.edit')}: ${team.name}`}
                      onClick={() => setForm(team)}
                    >
                      {t('common.edit')}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Modal
          opened={form !== 'closed'}
          onClose={close}
          title={edited?.name ?? t('teams.create')}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          <TeamForm {...(edited ? { team: edited } : {})} onDone={close} />
        </Modal>
      </PagePanel>
    </>
  )
}

function TeamForm({ team, onDone }: { readonly team?: Team; readonly onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const colleagues = useColleagues()
  const [name, setName] = useState(team?.name ?? '')
  const [members, setMembers] = useState<string[]>(team?.members.map((one) => one.id) ?? [])
  const save = useMutation({
    mutationFn: (body: NewTeam) =>
      team
        ? request<Team>('PATCH', `/api/v1/teams/${encodeURIComponent(team.id)}`, body)
        : request<Team>('POST', '/api/v1/teams', body),
    onSuccess: async () => {
      onDone()
      await client.invalidateQueries({ queryKey: ['teams'] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') save.mutate({ name: name.trim(), members })
  }
  return (
    <form onSubmit={submit} data-testid="team-form">
      <Stack gap="sm">
        <TextInput
          label={t('teams.name')}
          required
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <MultiSelect
          label={t('teams.members')}
          searchable
          data={colleagues.map((one) => ({ value: one.id, label: one.name }))}
          value={members}
          onChange={setMembers}
        />
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('common.save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onDone}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
