import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Contact } from '../../../../../contracts/contact.ts'
import { PhoneButton } from '../parts/PhoneButton.tsx'
import classes from './contacts.module.css'

const PHONES = 2

/** Contacts, one a line, with the number that dials. */
export function ContactTable({ contacts }: { readonly contacts: readonly Contact[] }) {
  const { t } = useTranslation()
  return (
    <Table className={classes['table']} verticalSpacing={6} data-testid="contacts-list">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('contacts.name')}</Table.Th>
          <Table.Th>{t('contacts.phones')}</Table.Th>
          <Table.Th className={classes['wide']}>{t('contacts.emails')}</Table.Th>
          <Table.Th className={classes['wide']}>{t('card.owner')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {contacts.map((contact) => (
          <Table.Tr key={contact.id} data-testid="contact-row" data-contact={contact.id}>
            <Table.Td>
              <Link to={`/contacts/${contact.id}`} className={classes['link']}>
                {contact.displayName}
              </Link>
              <div className={classes['sub']}>
                {[contact.account, ...contact.tags.map((tag) => `#${tag}`)].filter(Boolean).join(' · ')}
              </div>
            </Table.Td>
            <Table.Td>
              {contact.phones.slice(0, PHONES).map((phone) => (
                <div key={phone.number}>
                  <PhoneButton number={phone.number} contact={contact.id} />
                </div>
              ))}
              {contact.phones.length > PHONES && (
                <span className={classes['sub']}>+{contact.phones.length - PHONES}</span>
              )}
            </Table.Td>
            <Table.Td className={classes['wide']}>{contact.emails[0]?.address}</Table.Td>
            <Table.Td className={classes['wide']}>{contact.owner?.name ?? contact.team?.name}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
