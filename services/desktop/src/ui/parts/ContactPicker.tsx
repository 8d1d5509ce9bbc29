import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import { phoneOf } from '../../state/format.ts'
import { contactsQuery } from '../contacts/queries.ts'

const TYPING_MS = 200

interface Props {
  readonly label: string
  readonly except?: string
  readonly autoFocus?: boolean
  readonly onPick: (contact: Contact) => void
}

/** Finds a contact by name, number or address as one types. */
export function ContactPicker({ label, except, autoFocus = false, onPick }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS)
  const list = useInfiniteQuery({ ...contactsQuery(q ? { q } : {}), placeholderData: keepPreviousData })
  const found = (list.data?.pages[0]?.items ?? []).filter((one) => one.id !== except)
  const detail = (one: Contact): string =>
    [one.displayName, one.account, one.phones[0] && phoneOf(one.phones[0].number)].filter(Boolean).join(' · ')
  return (
    <Select
      label={label}
      placeholder={t('contacts.searchLabel')}
      searchable
      data-autofocus={autoFocus || undefined}
      autoFocus={autoFocus}
      // the hub has filtered already, by more than what is shown
      filter={({ options }) => options}
      nothingFoundMessage={list.isFetching ? t('common.loading') : t('contacts.noMatch', { q })}
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      data={found.map((one) => ({ value: one.id, label: detail(one) }))}
      onChange={(id) => {
        const picked = found.find((one) => one.id === id)
        if (picked) onPick(picked)
      }}
      data-testid="contact-picker"
    />
  )
}
