import { ActionIcon, Button, Group, Text } from '@mantine/core'
import { IconBell, IconPhone, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Task } from '../../../../../contracts/task.ts'
import { whenOf } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import { contactQuery } from '../contacts/queries.ts'
import { useDesk, useDeskTools } from '../desk-context.tsx'
import { useDialling } from '../dial/dialling.tsx'
import { problemText } from '../problem-text.ts'
import { useTaskChange } from './queries.ts'
import classes from './tasks.module.css'

const LATER_MS = 600_000

/** Tasks whose time has come: on the desk until they are done, put off or put away. */
export function Reminders() {
  const { t } = useTranslation()
  const reminders = useDesk((desk) => desk.reminders)
  return (
    <section role="status" aria-label={t('tasks.reminder')} className={classes['reminders']}>
      {reminders.map((task) => (
        <Reminder key={task.id} task={task} />
      ))}
    </section>
  )
}

function Reminder({ task }: { readonly task: Task }) {
  const { t, i18n } = useTranslation()
  const { link } = useDeskTools()
  const change = useTaskChange()
  const { id, title, contact, dueAt, kind } = task
  const read = (): void => link.dispatch({ type: 'reminder-read', id })
  return (
    <article className={classes['reminder']} data-testid="reminder" data-task={id}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <span className={classes['kicker']}>
          <IconBell size={15} aria-hidden />
          {t('tasks.reminder')} · {t('tasks.due', { when: whenOf(dueAt, i18n.language, hubNow()) })}
        </span>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('common.close')} onClick={read}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <div>
        <Text fw={600}>{title}</Text>
        {contact && <Link to={`/contacts/${contact.id}`}>{contact.displayName}</Link>}
      </div>
      {change.error && (
        <Text size="xs" c="red" role="alert">
          {problemText(t, change.error)}
        </Text>
      )}
      <Group gap="xs">
        {contact && kind === 'callback' && <CallBack contact={contact.id} />}
        <Button
          size="compact-sm"
          variant="light"
          loading={change.isPending}
          onClick={() => change.mutate({ id, done: true }, { onSuccess: read })}
          data-testid="reminder-done"
        >
          {t('tasks.doneNow')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={change.isPending}
          onClick={() =>
            change.mutate({ id, remindAt: new Date(hubNow() + LATER_MS).toISOString() }, { onSuccess: read })
          }
        >
          {t('tasks.later')}
        </Button>
      </Group>
    </article>
  )
}

/** Dials the first number of whom the task is for. */
function CallBack({ contact }: { readonly contact: string }) {
  const { t } = useTranslation()
  const { dial, busy } = useDialling()
  const { data } = useQuery(contactQuery(contact))
  const number = data?.phones[0]?.number
  if (!number) return null
  return (
    <Button
      size="compact-sm"
      leftSection={<IconPhone size={14} aria-hidden />}
      disabled={busy}
      onClick={() => dial(number, contact)}
    >
      {t('card.main')}
    </Button>
  )
}
