import { Button, Group, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { MergeDone } from '../../../../../contracts/merge.ts'
import { problemText } from '../problem-text.ts'
import { MergeForm } from './MergeForm.tsx'
import { useUndo } from './queries.ts'

interface Props {
  /** Null while there is nothing to merge. */
  readonly contacts: readonly [Contact, Contact] | null
  readonly onClose: () => void
  readonly onMerged?: (merge: MergeDone) => void
}

/** Compares two records field by field, and merges them; the notice that says so can undo it at once. */
export function MergeModal({ contacts, onClose, onMerged }: Props) {
  const { t } = useTranslation()
  const undo = useUndo()
  const done = (merge: MergeDone): void => {
    onClose()
    onMerged?.(merge)
    const take = (): void =>
      undo.mutate(merge.id, {
        onSuccess: () => notifications.update({ id: merge.id, message: t('merge.undone'), autoClose: 4_000 }),
        onError: (error) => notifications.update({ id: merge.id, message: problemText(t, error), color: 'red' })
      })
    notifications.show({
      id: merge.id,
      color: 'pine',
      autoClose: 15_000,
      closeButtonProps: { 'aria-label': t('common.close') },
      message: (
        <Group justify="space-between" gap="xs">
          {t('merge.done', { name: merge.contact.displayName })}
          <Button size="compact-xs" variant="default" onClick={take} data-testid="merge-undo-now">
            {t('merge.undo')}
          </Button>
        </Group>
      )
    })
  }
  return (
    <Modal
      opened={contacts !== null}
      onClose={onClose}
      size="lg"
      title={t('merge.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {contacts && <MergeForm contacts={contacts} onDone={done} onCancel={onClose} />}
    </Modal>
  )
}
