import { Button, Group, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, NewContact } from '../../../../../contracts/contact.ts'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { request } from '../api.ts'
import { useDeskTools } from '../desk-context.tsx'
import { Failure } from '../parts/Note.tsx'

interface Props {
  readonly interaction: Interaction
  readonly onDone: () => void
}

/** Makes a contact of an unknown caller; the interaction gets it. */
export function NewCallerForm({ interaction, onDone }: Props) {
  const { t } = useTranslation()
  const { link } = useDeskTools()
  const client = useQueryClient()
  const [name, setName] = useState(interaction.remote.name ?? '')
  const [account, setAccount] = useState('')
  const create = useMutation({
    mutationFn: (body: NewContact) => request<Contact>('POST', '/api/v1/contacts', body),
    onSuccess: async () => {
      link.ack(interaction.id, 'opened')
      notifications.show({ message: t('pop.created'), color: 'pine' })
      onDone()
      await client.invalidateQueries({ queryKey: ['contacts'] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const number = interaction.remote.address ?? interaction.remote.raw
    if (name.trim() === '' || !number) return
    create.mutate({
      displayName: name.trim(),
      phones: [{ number }],
      account: account.trim() || null,
      interaction: interaction.id
    })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap={6}>
        <TextInput
          size="xs"
          label={t('pop.name')}
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="pop-create-name"
        />
        <TextInput
          size="xs"
          label={t('pop.account')}
          maxLength={200}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        {create.error && <Failure error={create.error} />}
        <Group gap="xs">
          <Button
            type="submit"
            size="compact-sm"
            loading={create.isPending}
            disabled={name.trim() === ''}
            data-testid="pop-create-save"
          >
            {t('common.save')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onDone}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
