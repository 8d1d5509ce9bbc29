import { Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewTask, Task } from '../../../../../contracts/task.ts'
import { fromLocalInput, localInput, soon } from '../../state/due.ts'
import { type Reminder, remindAt, reminderOf } from '../../state/reminder.ts'
import { hubNow, request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'
import { PersonSelect } from '../parts/PersonSelect.tsx'
import { useSession } from '../session-context.tsx'
import { DueFields } from './DueFields.tsx'

const KINDS = ['callback', 'task'] as const

interface Props {
  readonly task?: Task
  readonly contact?: { readonly id: string; readonly displayName: string }
  readonly interaction?: string
  readonly onDone: () => void
}

/** What is to be done, by whom, by when, and when to remind. */
export function TaskForm({ task, contact, interaction, onDone }: Props) {
  const { t } = useTranslation()
  const me = useSession().user?.id ?? null
  const whose = task?.contact ?? contact ?? null
  const [kind, setKind] = useState<NewTask['kind']>(task?.kind ?? (whose ? 'callback' : 'task'))
  const [title, setTitle] = useState(task?.title ?? '')
  const [assignee, setAssignee] = useState(task ? (task.assignee?.id ?? null) : me)
  const [due, setDue] = useState(localInput(task?.dueAt ?? soon('hour', hubNow())))
  const [reminder, setReminder] = useState<Reminder>(task ? reminderOf(task.remindAt, task.dueAt) : 'at')
  const [own, setOwn] = useState(localInput(task?.remindAt ?? null))
  const [note, setNote] = useState(task?.note ?? '')
  const save = useSave(task, onDone)
  const dueAt = fromLocalInput(due)
  const usual = kind === 'callback' && whose ? `${t('tasks.kinds.callback')}: ${whose.displayName}` : ''
  const words = title.trim() || usual
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (words === '' || dueAt === null) return
    save.mutate({
      kind,
      title: words,
      dueAt,
      remindAt: remindAt(reminder, dueAt, fromLocalInput(own)),
      note: note.trim() || null,
      assigneeId: assignee,
      ...(whose ? { contact: whose.id } : {}),
      ...(interaction ? { interaction } : {})
    })
  }
  return (
    <form onSubmit={submit} data-testid="task-form">
      <Stack gap="sm">
        {whose && <Text fw={600}>{whose.displayName}</Text>}
        <SegmentedControl
          size="xs"
          aria-label={t('tasks.kind')}
          value={kind}
          onChange={setKind}
          data={KINDS.map((one) => ({ value: one, label: t(`tasks.kinds.${one}`) }))}
        />
        <TextInput
          label={t('tasks.name')}
          data-autofocus
          maxLength={200}
          required={usual === ''}
          placeholder={usual}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-testid="task-title"
        />
        <DueFields due={due} onDue={setDue} reminder={reminder} onReminder={setReminder} own={own} onOwn={setOwn} />
        <PersonSelect
          label={t('tasks.assignee')}
          nobody={t('tasks.nobody')}
          known={task?.assignee ?? null}
          value={assignee}
          onChange={setAssignee}
        />
        <Textarea
          label={t('tasks.note')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={20_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button
            type="submit"
            loading={save.isPending}
            disabled={words === '' || dueAt === null}
            data-testid="task-save"
          >
            {t('common.save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onDone}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useSave(task: Task | undefined, onDone: () => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: NewTask) =>
      task
        ? request<Task>('PATCH', `/api/v1/tasks/${encodeURIComponent(task.id)}`, body)
        : request<Task>('POST', '/api/v1/tasks', body),
    onSuccess: async () => {
      notifications.show({ message: t(task ? 'common.saved' : 'tasks.created'), color: 'pine' })
      onDone()
      await client.invalidateQueries({ queryKey: ['tasks'] })
      await client.invalidateQueries({ queryKey: ['timeline'] })
    }
  })
}
