import { Anchor, Button, Modal, Paper, Text, Title } from '@mantine/core'
import { IconEdit } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { Contact } from '../../../../../contracts/contact.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { Failure, Loading } from '../parts/Note.tsx'
import { PhoneButton } from '../parts/PhoneButton.tsx'
import { contactQuery } from '../queries.ts'
import { ContactForm } from './ContactForm.tsx'
import classes from './contacts.module.css'
import { Timeline } from './Timeline.tsx'

/** One contact: how to reach them, and everything that was between us. */
export default function ContactPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const { data: contact, error, isPending, refetch } = useQuery(contactQuery(id))
  return (
    <div className={classes['page']}>
      <Anchor component={Link} to="/contacts" size="sm">
        ← {t('contacts.back')}
      </Anchor>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {contact && <Card contact={contact} />}
      {contact && <Timeline contact={contact.id} />}
    </div>
  )
}

function Card({ contact }: { readonly contact: Contact }) {
  const { t, i18n } = useTranslation()
  const [editing, setEditing] = useState(false)
  return (
    <Paper withBorder component="section" className={classes['panel']} data-testid="contact-card">
      <div className={classes['head']}>
        <div>
          <Title order={1} className={classes['name']} data-testid="contact-name">
            {contact.displayName}
          </Title>
          {contact.account && <Text c="dimmed">{contact.account}</Text>}
        </div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconEdit size={14} aria-hidden />}
          onClick={() => setEditing(true)}
        >
          {t('common.edit')}
        </Button>
      </div>
      <dl className={classes['facts']}>
        <div>
          <dt>{t('contacts.phones')}</dt>
          {contact.phones.length === 0 && <dd>{t('contacts.noPhones')}</dd>}
          {contact.phones.map((phone) => (
            <dd key={phone.number}>
              <PhoneButton number={phone.number} contact={contact.id} />
              {phone.label && <span className={classes['sub']}> {phone.label}</span>}
            </dd>
          ))}
        </div>
        <div>
          <dt>{t('contacts.emails')}</dt>
          {contact.emails.length === 0 && <dd>{t('contacts.noEmails')}</dd>}
          {contact.emails.map((email) => (
            <dd key={email.address}>
              <Anchor href={`mailto:${encodeURIComponent(email.address)}`} size="sm">
                {email.address}
              </Anchor>
              {email.label && <span className={classes['sub']}> {email.label}</span>}
            </dd>
          ))}
        </div>
      </dl>
      {contact.note && <Text className={classes['prose']}>{contact.note}</Text>}
      <Text size="xs" c="dimmed" mt="xs">
        {t('contacts.updated', { when: whenOf(contact.updatedAt, i18n.language, hubNow()) })}
      </Text>
      <Modal
        opened={editing}
        onClose={() => setEditing(false)}
        title={contact.displayName}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <ContactForm contact={contact} onDone={() => setEditing(false)} />
      </Modal>
    </Paper>
  )
}
