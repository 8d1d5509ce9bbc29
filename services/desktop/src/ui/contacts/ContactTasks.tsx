import { Button, Paper, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { Task } from '../../../../../contracts/task.ts'
import { Empty, Failure, Loading } from '../parts/Note.tsx'
import { contactTasksQuery } from '../tasks/queries.ts'
import { TaskModal } from '../tasks/TaskModal.tsx'
import { TaskRow } from '../tasks/TaskRow.tsx'
import taskClasses from '../tasks/tasks.module.css'
import classes from './card.module.css'

/** What is still to be done for a contact. */
export function ContactTasks({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useQuery(contactTasksQuery(contact.id))
  const [form, setForm] = useState<'closed' | 'new' | Task>('closed')
  return (
    <Paper withBorder component="section" aria-labelledby="contact-tasks" className={classes['panel']}>
      <div className={classes['head']}>
        <Title order={2} id="contact-tasks">
          {t('tasks.title')}
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setForm('new')}
          data-testid="contact-task"
        >
          {t('card.newTask')}
        </Button>
      </div>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data?.length === 0 && <Empty>{t('tasks.noneContact')}</Empty>}
      <ul className={taskClasses['rows']}>
        {data?.map((task) => (
          <TaskRow key={task.id} task={task} onEdit={() => setForm(task)} isAtContact />
        ))}
      </ul>
      <TaskModal
        opened={form !== 'closed'}
        contact={contact}
        {...(typeof form === 'object' ? { task: form } : {})}
        onClose={() => setForm('closed')}
      />
    </Paper>
  )
}
