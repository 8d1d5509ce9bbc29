import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../../../../contracts/task.ts'
import { TaskForm } from './TaskForm.tsx'

interface Props {
  readonly opened: boolean
  readonly task?: Task
  readonly contact?: { readonly id: string; readonly displayName: string }
  readonly interaction?: string
  readonly onClose: () => void
}

/** A new task, or the one given. */
export function TaskModal({ opened, onClose, ...given }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t(given.task ? 'tasks.edit' : 'tasks.create')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <TaskForm {...given} onDone={onClose} />
    </Modal>
  )
}
