import { Button, Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { contactFilter, type Filter } from '../../state/filters.ts'
import { PageList, PagePanel } from '../parts/PageList.tsx'
import { ContactFilters } from './ContactFilters.tsx'
import { ContactForm } from './ContactForm.tsx'
import { ContactSections } from './ContactSections.tsx'
import { ContactTable } from './ContactTable.tsx'
import { contactsQuery } from './queries.ts'

/** Everybody we know, filtered as the address of the page says. */
export default function ContactsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [address, setAddress] = useSearchParams()
  const [creating, setCreating] = useState(false)
  const filter = contactFilter(address)
  const list = useInfiniteQuery({ ...contactsQuery(filter), placeholderData: keepPreviousData })
  const only = Object.keys(filter)
  const empty =
    only.length === 0
      ? t('contacts.empty')
      : only.length === 1 && filter['q']
        ? t('contacts.noMatch', { q: filter['q'] })
        : t('filters.noContacts')
  return (
    <>
      <ContactSections />
      <PagePanel
        id="contacts-title"
        title={t('contacts.title')}
        side={
          <Button
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setCreating(true)}
            data-testid="contact-create"
          >
            {t('contacts.create')}
          </Button>
        }
      >
        <ContactFilters filter={filter} onChange={(next: Filter) => setAddress(next, { replace: true })} />
        <PageList list={list} empty={empty}>
          {(contacts) => <ContactTable contacts={contacts} />}
        </PageList>
      </PagePanel>
      <Modal
        opened={creating}
        onClose={() => setCreating(false)}
        size="lg"
        title={t('contacts.create')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <ContactForm onDone={(saved) => (saved ? void go(`/contacts/${saved.id}`) : setCreating(false))} />
      </Modal>
    </>
  )
}
