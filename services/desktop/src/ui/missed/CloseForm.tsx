import { Button, Group, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './missed.module.css'

interface Props {
  readonly busy: boolean
  readonly onClose: (reason: string | null) => void
  readonly onCancel: () => void
}

/** Why an entry is closed although nobody was reached. */
export function CloseForm({ busy, onClose, onCancel }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onClose(reason.trim() || null)
  }
  return (
    <form onSubmit={submit} className={classes['whole']} aria-label={t('missed.closeTitle')}>
      <Group gap="xs" align="end">
        <TextInput
          flex="1 1 200px"
          size="xs"
          label={t('missed.reason')}
          placeholder={t('missed.reasonPlaceholder')}
          maxLength={500}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && onCancel()}
        />
        <Button type="submit" size="xs" loading={busy}>
          {t('missed.close')}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </Group>
    </form>
  )
}
