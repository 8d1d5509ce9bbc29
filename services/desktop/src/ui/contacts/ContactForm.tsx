import { Autocomplete, Button, Group, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, ContactPatch, NewContact } from '../../../../../contracts/contact.ts'
import { accountsQuery } from '../accounts/queries.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'
import { PersonSelect } from '../parts/PersonSelect.tsx'
import { TeamSelect } from '../parts/TeamSelect.tsx'
import { useSession } from '../session-context.tsx'
import { type ContactDraft, changesOf, draftOf } from './draft.ts'
import { FieldInput } from './FieldInput.tsx'
import { Messengers } from './Messengers.tsx'
import { contactQuery, fieldsQuery } from './queries.ts'
import { Rows } from './Rows.tsx'

const TYPING_MS = 200
const MAX_TAGS = 50

interface Props {
  readonly contact?: Contact
  readonly onDone: (saved: Contact | null) => void
}

/** Makes a contact, or changes the one given. */
export function ContactForm({ contact, onDone }: Props) {
  const { t } = useTranslation()
  const me = useSession().user?.id ?? null
  const [before] = useState(() => draftOf(contact, me))
  const [draft, setDraft] = useState(before)
  const [typedAccount] = useDebouncedValue(draft.account.trim(), TYPING_MS)
  const found = useInfiniteQuery({ ...accountsQuery(typedAccount), placeholderData: (data) => data })
  const accounts = found.data?.pages[0]?.items ?? []
  const { data: fields = [] } = useQuery(fieldsQuery)
  const save = useSave(contact, onDone)
  const set = (change: Partial<ContactDraft>): void => setDraft({ ...draft, ...change })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (draft.displayName.trim() === '') return
    const from = contact ? before : { ...draftOf(undefined, null), phones: [], emails: [] }
    const changes = changesOf(draft, from, contact, accounts)
    if (Object.keys(changes).length === 0) onDone(null)
    else save.mutate(changes)
  }
  return (
    <form onSubmit={submit} data-testid="contact-form">
      <Stack gap="sm">
        <TextInput
          label={t('contacts.name')}
          required
          data-autofocus
          maxLength={200}
          value={draft.displayName}
          onChange={(event) => set({ displayName: event.currentTarget.value })}
        />
        <Autocomplete
          label={t('contacts.account')}
          maxLength={200}
          data={[...new Set(accounts.map((one) => one.name))]}
          filter={({ options }) => options}
          value={draft.account}
          onChange={(account) => set({ account })}
        />
        <Rows kind="phone" values={draft.phones} onChange={(phones) => set({ phones })} />
        <Rows kind="email" values={draft.emails} onChange={(emails) => set({ emails })} />
        <Messengers values={draft.messengers} onChange={(messengers) => set({ messengers })} />
        <Rows kind="address" values={draft.addresses} onChange={(addresses) => set({ addresses })} />
        <TagsInput
          label={t('card.tags')}
          maxTags={MAX_TAGS}
          maxLength={64}
          value={[...draft.tags]}
          onChange={(tags) => set({ tags })}
        />
        <Group gap="sm" grow>
          <PersonSelect
            label={t('card.owner')}
            nobody={t('card.noOwner')}
            known={contact?.owner ?? null}
            value={draft.ownerId}
            onChange={(ownerId) => set({ ownerId })}
          />
          <TeamSelect
            label={t('card.team')}
            none={t('card.noOwner')}
            value={draft.teamId}
            onChange={(teamId) => set({ teamId })}
          />
        </Group>
        {fields
          .filter((field) => !field.archived)
          .map((field) => (
            <FieldInput
              key={field.key}
              field={field}
              value={draft.fields[field.key] ?? null}
              onChange={(value) => set({ fields: { ...draft.fields, [field.key]: value } })}
            />
          ))}
        <Textarea
          label={t('contacts.note')}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={20_000}
          value={draft.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={draft.displayName.trim() === ''}>
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

function useSave(contact: Contact | undefined, onDone: Props['onDone']) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (changes: ContactPatch) =>
      contact
        ? request<Contact>('PATCH', `/api/v1/contacts/${encodeURIComponent(contact.id)}`, changes)
        : request<Contact>('POST', '/api/v1/contacts', changes satisfies Partial<NewContact>),
    onSuccess: async (saved) => {
      client.setQueryData(contactQuery(saved.id).queryKey, saved)
      notifications.show({ message: t('common.saved'), color: 'pine' })
      onDone(saved)
      await client.invalidateQueries({ queryKey: ['contacts'] })
      await client.invalidateQueries({ queryKey: ['duplicates'] })
    }
  })
}
