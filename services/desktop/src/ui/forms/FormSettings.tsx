import { Button, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Form } from '../../../../../contracts/form.ts'
import { changesOf, draftOf, type FormDraft, faultsOf } from '../../state/form-draft.ts'
import { Failure } from '../parts/Note.tsx'
import { BasicFields } from './BasicFields.tsx'
import classes from './forms.module.css'
import { GuardFields } from './GuardFields.tsx'
import { PoolFields } from './PoolFields.tsx'
import { useFormChange, useRemoveForm } from './queries.ts'
import { SecretFields } from './SecretFields.tsx'

/** All settings of a form but its mapping; only what was changed is sent. */
export function FormSettings({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  const [before, setBefore] = useState(() => draftOf(form))
  const [draft, setDraft] = useState(before)
  const save = useFormChange(form.id)
  const faults = faultsOf(draft)
  const changes = changesOf(draft, before)
  const ready = faults.size === 0 && Object.keys(changes).length > 0
  const set = (wanted: Partial<FormDraft>): void => setDraft({ ...draft, ...wanted })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!ready) return
    save.mutate(changes, {
      onSuccess: (saved) => {
        notifications.show({ message: t('common.saved'), color: 'pine' })
        setBefore(draftOf(saved))
        setDraft(draftOf(saved))
      }
    })
  }
  return (
    <form onSubmit={submit} className={classes['settings']} data-testid="form-settings">
      <BasicFields draft={draft} faults={faults} set={set} />
      <GuardFields draft={draft} faults={faults} set={set} />
      <SecretFields draft={draft} set={set} known={form.secretsSet} />
      <PoolFields draft={draft} faults={faults} set={set} />
      <Stack gap="sm" className={classes['whole']}>
        {save.error && <Failure error={save.error} />}
        <Group gap="xs" justify="space-between">
          <Group gap="xs">
            <Button type="submit" loading={save.isPending} disabled={!ready}>
              {t('common.save')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setDraft(before)}>
              {t('common.cancel')}
            </Button>
          </Group>
          <Remove form={form} />
        </Group>
      </Stack>
    </form>
  )
}

function Remove({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const remove = useRemoveForm(form.id)
  const ask = (): void => {
    if (window.confirm(t('forms.removeSure', { name: form.name }))) {
      remove.mutate(undefined, { onSuccess: () => void go('/forms') })
    }
  }
  return (
    <>
      {remove.error && <Failure error={remove.error} />}
      <Button variant="subtle" color="red" loading={remove.isPending} onClick={ask} data-testid="form-remove">
        {t('forms.remove')}
      </Button>
    </>
  )
}
