import { ActionIcon, Anchor, Badge, Button, Group, Menu, Modal, Paper, Text, Title } from '@mantine/core'
import { IconDots, IconEdit, IconGitMerge, IconPhone } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Contact } from '../../../../../contracts/contact.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { useDialling } from '../dial/dialling.tsx'
import { MergeModal } from '../duplicates/MergeModal.tsx'
import { ContactPicker } from '../parts/ContactPicker.tsx'
import { ContactForm } from './ContactForm.tsx'
import classes from './card.module.css'
import { Facts } from './Facts.tsx'

/** Who they are and how to reach them. */
export function Card({ contact }: { readonly contact: Contact }) {
  const { t, i18n } = useTranslation()
  return (
    <Paper withBorder component="section" className={classes['panel']} data-testid="contact-card">
      <Title order={1} className={classes['name']} data-testid="contact-name">
        {contact.displayName}
      </Title>
      {contact.account && (
        <Text c="dimmed">
          {contact.accountId ? (
            <Anchor component={Link} to={`/accounts/${contact.accountId}`} inherit>
              {contact.account}
            </Anchor>
          ) : (
            contact.account
          )}
        </Text>
      )}
      <Actions contact={contact} />
      {contact.tags.length > 0 && (
        <ul className={classes['tags']} aria-label={t('card.tags')}>
          {contact.tags.map((tag) => (
            <li key={tag}>
              <Badge
                component={Link}
                to={`/contacts?tag=${encodeURIComponent(tag)}`}
                size="sm"
                variant="light"
                radius="sm"
                tt="none"
                className={classes['tag']}
              >
                {tag}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <Facts contact={contact} />
      {contact.note && <Text className={classes['prose']}>{contact.note}</Text>}
      <Text size="xs" c="dimmed" mt="xs">
        {t('contacts.updated', { when: whenOf(contact.updatedAt, i18n.language, hubNow()) })}
      </Text>
    </Paper>
  )
}

function Actions({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation()
  const { dial, busy } = useDialling()
  const [open, setOpen] = useState<'nothing' | 'edit' | 'merge'>('nothing')
  const close = (): void => setOpen('nothing')
  const number = contact.phones[0]?.number
  const label = { 'aria-label': t('common.close') }
  return (
    <Group gap={6} my={8}>
      {number && (
        <Button
          size="compact-sm"
          leftSection={<IconPhone size={14} aria-hidden />}
          disabled={busy}
          onClick={() => dial(number, contact.id)}
          data-testid="contact-call"
        >
          {t('card.main')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconEdit size={14} aria-hidden />}
        onClick={() => setOpen('edit')}
        data-testid="contact-edit"
      >
        {t('common.edit')}
      </Button>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={26} aria-label={t('card.fields')} data-testid="contact-more">
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconGitMerge size={15} aria-hidden />}
            onClick={() => setOpen('merge')}
            data-testid="contact-merge"
          >
            {t('card.merge')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={open === 'edit'} onClose={close} title={contact.displayName} size="lg" closeButtonProps={label}>
        <ContactForm contact={contact} onDone={close} />
      </Modal>
      <MergeWith contact={contact} opened={open === 'merge'} onClose={close} />
    </Group>
  )
}

interface MergeProps {
  readonly contact: Contact
  readonly opened: boolean
  readonly onClose: () => void
}

/** First who it is the same person as, then the comparison. */
function MergeWith({ contact, opened, onClose }: MergeProps) {
  const { t } = useTranslation()
  const [other, setOther] = useState<Contact | null>(null)
  return (
    <>
      <Modal
        opened={opened}
        onClose={onClose}
        title={t('merge.with', { name: contact.displayName })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <ContactPicker
          label={t('merge.pick')}
          except={contact.id}
          autoFocus
          onPick={(picked) => {
            onClose()
            setOther(picked)
          }}
        />
      </Modal>
      <MergeModal contacts={other ? [contact, other] : null} onClose={() => setOther(null)} />
    </>
  )
}
