import { Button, Modal, Paper, Table, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { PhoneButton } from '../parts/PhoneButton.tsx'
import { contactsQuery } from '../queries.ts'
import { ContactForm } from './ContactForm.tsx'
import classes from './contacts.module.css'

const TYPING_MS = 250

export default function ContactsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [typed, setTyped] = useState('')
  const [creating, setCreating] = useState(false)
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS)
  const list = useInfiniteQuery({ ...contactsQuery(q), placeholderData: keepPreviousData })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Paper withBorder component="section" aria-labelledby="contacts-title" className={classes['panel']}>
      <div className={classes['head']}>
        <Title order={1} id="contacts-title">
          {t('contacts.title')}
        </Title>
        <TextInput
          size="xs"
          type="search"
          className={classes['search']}
          aria-label={t('contacts.searchLabel')}
          placeholder={t('contacts.searchLabel')}
          leftSection={<IconSearch size={14} aria-hidden />}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="contacts-search"
        />
        <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setCreating(true)}>
          {t('contacts.create')}
        </Button>
      </div>
      {list.error && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && <Empty>{q ? t('contacts.noMatch', { q }) : t('contacts.empty')}</Empty>}
      {items.length > 0 && (
        <Table className={classes['table']} verticalSpacing={6} data-testid="contacts-list">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('contacts.name')}</Table.Th>
              <Table.Th>{t('contacts.phones')}</Table.Th>
              <Table.Th className={classes['wide']}>{t('contacts.emails')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((contact) => (
              <Table.Tr key={contact.id}>
                <Table.Td>
                  <Link to={`/contacts/${contact.id}`} className={classes['link']}>
                    {contact.displayName}
                  </Link>
                  {contact.account && <div className={classes['sub']}>{contact.account}</div>}
                </Table.Td>
                <Table.Td>
                  {contact.phones.map((phone) => (
                    <div key={phone.number}>
                      <PhoneButton number={phone.number} contact={contact.id} />
                    </div>
                  ))}
                </Table.Td>
                <Table.Td className={classes['wide']}>
                  {contact.emails.map((email) => email.address).join(', ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
      <Modal
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('contacts.create')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <ContactForm onDone={(saved) => (saved ? void go(`/contacts/${saved.id}`) : setCreating(false))} />
      </Modal>
    </Paper>
  )
}
