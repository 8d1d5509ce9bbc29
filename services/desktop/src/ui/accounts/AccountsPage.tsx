import { Button, Modal, Table, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { ContactSections } from '../contacts/ContactSections.tsx'
import classes from '../contacts/contacts.module.css'
import { PageList, PagePanel } from '../parts/PageList.tsx'
import { PhoneButton } from '../parts/PhoneButton.tsx'
import { AccountForm } from './AccountForm.tsx'
import { accountsQuery } from './queries.ts'

const TYPING_MS = 200

/** Organisations that contacts belong to. */
export default function AccountsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [typed, setTyped] = useState('')
  const [creating, setCreating] = useState(false)
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS)
  const list = useInfiniteQuery({ ...accountsQuery(q), placeholderData: keepPreviousData })
  return (
    <>
      <ContactSections />
      <PagePanel
        id="accounts-title"
        title={t('accounts.title')}
        testId="accounts"
        side={
          <>
            <TextInput
              size="xs"
              type="search"
              className={classes['search']}
              aria-label={t('accounts.searchLabel')}
              placeholder={t('accounts.searchLabel')}
              leftSection={<IconSearch size={14} aria-hidden />}
              maxLength={100}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setCreating(true)}>
              {t('accounts.create')}
            </Button>
          </>
        }
      >
        <PageList list={list} empty={q ? t('accounts.noMatch', { q }) : t('accounts.empty')}>
          {(accounts) => (
            <Table className={classes['table']} verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('accounts.name')}</Table.Th>
                  <Table.Th>{t('contacts.phones')}</Table.Th>
                  <Table.Th className={classes['wide']}>{t('accounts.taxId')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {accounts.map(({ id, name, parent, phones, taxId }) => (
                  <Table.Tr key={id}>
                    <Table.Td>
                      <Link to={`/accounts/${id}`} className={classes['link']}>
                        {name}
                      </Link>
                      {parent && <div className={classes['sub']}>{parent.name}</div>}
                    </Table.Td>
                    <Table.Td>
                      {phones.slice(0, 2).map((phone) => (
                        <div key={phone.number}>
                          <PhoneButton number={phone.number} />
                        </div>
                      ))}
                    </Table.Td>
                    <Table.Td className={classes['wide']}>{taxId}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </PageList>
      </PagePanel>
      <Modal
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('accounts.create')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <AccountForm onDone={(saved) => (saved ? void go(`/accounts/${saved.id}`) : setCreating(false))} />
      </Modal>
    </>
  )
}
