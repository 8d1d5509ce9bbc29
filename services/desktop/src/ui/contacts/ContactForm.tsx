import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, ContactPatch, NewContact } from '../../../../../contracts/contact.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'
import { contactQuery } from '../queries.ts'
import { Rows } from './Rows.tsx'

interface Props {
  readonly contact?: Contact
  readonly onDone: (saved: Contact | null) => void
}

/** Makes a contact, or changes the one given. */
export function ContactForm({ contact, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(contact?.displayName ?? '')
  const [account, setAccount] = useState(contact?.account ?? '')
  const [phones, setPhones] = useState(contact?.phones.map((phone) => phone.raw) ?? [''])
  const [emails, setEmails] = useState(contact?.emails.map((email) => email.address) ?? [''])
  const [note, setNote] = useState(contact?.note ?? '')
  const save = useMutation({
    mutationFn: (body: NewContact & ContactPatch) =>
      contact
        ? request<Contact>('PATCH', `/api/v1/contacts/${encodeURIComponent(contact.id)}`, body)
        : request<Contact>('POST', '/api/v1/contacts', body),
    onSuccess: async (saved) => {
      client.setQueryData(contactQuery(saved.id).queryKey, saved)
      notifications.show({ message: t('common.saved'), color: 'pine' })
      onDone(saved)
      await client.invalidateQueries({ queryKey: ['contacts'] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() === '') return
    save.mutate({
      displayName: name.trim(),
      account: account.trim() || null,
      note: note.trim() || null,
      phones: filled(phones).map((number) => ({
        number,
        ...labelOf(contact?.phones.find((one) => one.raw === number))
      })),
      emails: filled(emails).map((address) => ({
        address,
        ...labelOf(contact?.emails.find((one) => one.address === address))
      }))
    })
  }
  return (
    <form onSubmit={submit} data-testid="contact-form">
      <Stack gap="sm">
        <TextInput
          label={t('contacts.name')}
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('contacts.account')}
          maxLength={200}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        <Rows kind="phone" values={phones} onChange={setPhones} />
        <Rows kind="email" values={emails} onChange={setEmails} />
        <Textarea
          label={t('contacts.note')}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={20_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
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

const filled = (values: readonly string[]): readonly string[] => [
  ...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))
]

const labelOf = (kept: { readonly label: string | null } | undefined): { label?: string } =>
  kept?.label ? { label: kept.label } : {}
