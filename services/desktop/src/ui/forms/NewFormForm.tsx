import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../../../contracts/form.ts'
import { isReady, KEY, NEW_DRAFT, newFormOf, VENDORS } from '../../state/form-draft.ts'
import { Failure } from '../parts/Note.tsx'
import { useCreateForm } from './queries.ts'

/** As little as a form needs: the rest has usual values, and is set on its page. */
export function NewFormForm({ onDone }: { readonly onDone: (made: Form | null) => void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(NEW_DRAFT)
  const create = useCreateForm()
  const set = (changes: Partial<typeof NEW_DRAFT>): void => setDraft({ ...draft, ...changes })
  const ready = isReady(draft)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) create.mutate(newFormOf(draft), { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} data-testid="new-form">
      <Stack gap="sm">
        <TextInput
          label={t('forms.name')}
          description={t('forms.nameHint')}
          required
          data-autofocus
          maxLength={200}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('forms.vendor')}
          value={draft.vendor}
          onChange={(event) => set({ vendor: VENDORS.find((one) => one === event.currentTarget.value) ?? 'generic' })}
          data={VENDORS.map((one) => ({ value: one, label: t(`forms.vendors.${one}`) }))}
        />
        {draft.vendor === 'generic' && (
          <Textarea
            label={t('forms.origins')}
            description={t('forms.originsHint')}
            placeholder="https://example.org"
            autosize
            minRows={1}
            value={draft.origins}
            onChange={(event) => set({ origins: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t('forms.source')}
          description={t('forms.sourceHint')}
          maxLength={100}
          value={draft.source}
          onChange={(event) => set({ source: event.currentTarget.value })}
        />
        <TextInput
          label={t('forms.key')}
          description={t('forms.keyHint')}
          maxLength={64}
          value={draft.key}
          error={draft.key.trim() !== '' && !KEY.test(draft.key.trim()) && t('forms.keyBad')}
          onChange={(event) => set({ key: event.currentTarget.value })}
        />
        {create.error && <Failure error={create.error} />}
        <Group gap="xs">
          <Button type="submit" loading={create.isPending} disabled={!ready}>
            {t('forms.create')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => onDone(null)}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
