import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { Task } from '../../../../../contracts/task.ts'
import { PageList, PagePanel, Views } from '../parts/PageList.tsx'
import { tasksQuery, VIEWS } from './queries.ts'
import { TaskModal } from './TaskModal.tsx'
import { TaskRow } from './TaskRow.tsx'
import classes from './tasks.module.css'

/** What has to be done, by whom and by when. */
export default function TasksPage() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const view = VIEWS.find((one) => one === address.get('view')) ?? 'today'
  const list = useInfiniteQuery({ ...tasksQuery(view), placeholderData: keepPreviousData })
  const [form, setForm] = useState<'closed' | 'new' | Task>('closed')
  return (
    <PagePanel
      id="tasks-title"
      title={t('tasks.title')}
      testId="tasks-list"
      side={
        <Button
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setForm('new')}
          data-testid="task-create"
        >
          {t('tasks.create')}
        </Button>
      }
    >
      <Views
        label={t('tasks.views')}
        value={view}
        onChange={(next) => setAddress(next === 'today' ? {} : { view: next }, { replace: true })}
        views={VIEWS.map((one) => ({ value: one, label: t(`tasks.${one}`) }))}
      />
      <PageList list={list} empty={t('tasks.none')}>
        {(tasks) => (
          <ul className={classes['rows']}>
            {tasks.map((task) => (
              <TaskRow key={task.id} task={task} onEdit={() => setForm(task)} />
            ))}
          </ul>
        )}
      </PageList>
      <TaskModal
        opened={form !== 'closed'}
        {...(typeof form === 'object' ? { task: form } : {})}
        onClose={() => setForm('closed')}
      />
    </PagePanel>
  )
}
