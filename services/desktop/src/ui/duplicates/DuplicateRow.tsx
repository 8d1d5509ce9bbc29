import { Anchor, Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { Duplicate } from '../../../../../contracts/merge.ts'
import { phoneOf } from '../../state/format.ts'
import { problemText } from '../problem-text.ts'
import classes from './duplicates.module.css'
import { conflictValues, evidenceText } from './evidence-text.ts'
import { MergeModal } from './MergeModal.tsx'
import { useDismiss } from './queries.ts'

/** Two records side by side, what speaks for one person and what against it. */
export function DuplicateRow({ duplicate }: { readonly duplicate: Duplicate }) {
  const { t } = useTranslation()
  const [comparing, setComparing] = useState(false)
  const dismiss = useDismiss()
  const { id, contacts, evidence, conflicts, state } = duplicate
  const [one, other] = contacts
  if (!one || !other) return null
  return (
    <li className={classes['row']} data-testid="duplicate" data-duplicate={id}>
      <div className={classes['pair']}>
        <Person contact={one} />
        <Person contact={other} />
      </div>
      <Text size="sm">{evidence.map((part) => evidenceText(t, part)).join(' · ')}</Text>
      {conflicts.map((conflict) => (
        <Text key={conflict.system} size="sm" className={classes['conflict']}>
          {t('duplicates.conflict', { system: conflict.system, values: conflictValues(conflict) })}
        </Text>
      ))}
      {dismiss.error && (
        <Text size="xs" c="red" role="alert">
          {problemText(t, dismiss.error)}
        </Text>
      )}
      <Group gap="xs">
        <Button size="compact-sm" onClick={() => setComparing(true)} data-testid="duplicate-compare">
          {t('duplicates.compare')}
        </Button>
        {state === 'open' && (
          <Button
            size="compact-sm"
            variant="default"
            loading={dismiss.isPending}
            onClick={() =>
              dismiss.mutate(id, {
                onSuccess: () => notifications.show({ message: t('duplicates.dismissedNow'), color: 'pine' })
              })
            }
            data-testid="duplicate-dismiss"
          >
            {t('duplicates.dismiss')}
          </Button>
        )}
      </Group>
      <MergeModal contacts={comparing ? [one, other] : null} onClose={() => setComparing(false)} />
    </li>
  )
}

function Person({ contact }: { readonly contact: Contact }) {
  return (
    <div className={classes['person']}>
      <Anchor component={Link} to={`/contacts/${contact.id}`} fw={600} size="sm">
        {contact.displayName}
      </Anchor>
      <Text size="xs" c="dimmed">
        {[
          contact.account,
          ...contact.phones.slice(0, 2).map((phone) => phoneOf(phone.number)),
          contact.emails[0]?.address
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </div>
  )
}
