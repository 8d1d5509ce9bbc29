import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, NewAccount } from '../../../../../contracts/account.ts'
import { request } from '../api.ts'
import { Rows } from '../contacts/Rows.tsx'
import { Failure } from '../parts/Note.tsx'
import { accountsQuery } from './queries.ts'

interface Props {
  readonly account?: Account
  readonly onDone: (saved: Account | null) => void
}

/** Makes an organisation, or changes the one given. */
export function AccountForm({ account, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(account?.name ?? '')
  const [taxId, setTaxId] = useState(account?.taxId ?? '')
  const [parent, setParent] = useState<string | null>(account?.parent?.id ?? null)
  const [sought, setSought] = useState('')
  const [phones, setPhones] = useState<readonly string[]>(account?.phones.map((phone) => phone.raw) ?? [''])
  const [domains, setDomains] = useState(account?.domains.join(', ') ?? '')
  const [note, setNote] = useState(account?.note ?? '')
  const save = useMutation({
    mutationFn: (body: NewAccount) =>
      account
        ? request<Account>('PATCH', `/api/v1/accounts/${encodeURIComponent(account.id)}`, body)
        : request<Account>('POST', '/api/v1/accounts', body),
    onSuccess: async (saved) => {
      notifications.show({ message: t('common.saved'), color: 'pine' })
      onDone(saved)
      for (const key of ['accounts', 'account', 'contact']) await client.invalidateQueries({ queryKey: [key] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() === '') return
    save.mutate({
      name: name.trim(),
      parentId: parent,
      taxId: taxId.trim() || null,
      phones: [...new Set(phones.map((one) => one.trim()).filter(Boolean))].map((number) => ({ number })),
      domains: [...new Set(domains.split(/[\s,;]+/).filter(Boolean))],
      note: note.trim() || null
    })
  }
  return (
    <form onSubmit={submit} data-testid="account-form">
      <Stack gap="sm">
        <TextInput
          label={t('accounts.name')}
          required
          data-autofocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ParentSelect account={account} sought={sought} onSeek={setSought} value={parent} onChange={setParent} />
        <TextInput
          label={t('accounts.taxId')}
          maxLength={20}
          value={taxId}
          onChange={(event) => setTaxId(event.currentTarget.value)}
        />
        <Rows kind="phone" values={phones} onChange={setPhones} />
        <TextInput
          label={t('accounts.domains')}
          description={t('accounts.domainsHint')}
          value={domains}
          onChange={(event) => setDomains(event.currentTarget.value)}
        />
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

interface ParentProps {
  readonly account: Account | undefined
  readonly sought: string
  readonly onSeek: (sought: string) => void
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}

/** The organisation of which this one is a branch. */
function ParentSelect({ account, sought, onSeek, value, onChange }: ParentProps) {
  const { t } = useTranslation()
  const kept = account?.parent ?? null
  const { data } = useInfiniteQuery({
    ...accountsQuery(sought === kept?.name ? '' : sought.trim()),
    placeholderData: (before) => before
  })
  const found = (data?.pages[0]?.items ?? []).filter((one) => one.id !== account?.id && one.id !== kept?.id)
  return (
    <Select
      label={t('accounts.parent')}
      searchable
      clearable
      filter={({ options }) => options}
      searchValue={sought}
      onSearchChange={onSeek}
      nothingFoundMessage={t('accounts.noMatch', { q: sought })}
      value={value}
      onChange={onChange}
      data={[...(kept ? [kept] : []), ...found].map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}
