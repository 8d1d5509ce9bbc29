import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Disposition, NewDisposition } from '../../../../../contracts/disposition.ts'
import { keyOf } from '../../state/keys.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'

const KEY = /^[a-z0-9][a-z0-9-]{0,60}$/
const MAX_KEY = 60

interface Props {
  readonly all: readonly Disposition[]
  readonly entry?: Disposition
  readonly parent?: string | null
  readonly onDone: () => void
}

/** One entry of the tree; its key stays. */
export function DispositionForm({ all, entry, parent = null, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(entry?.name ?? '')
  const [typedKey, setTypedKey] = useState<string | null>(entry?.key ?? null)
  const [parentId, setParentId] = useState(entry ? entry.parentId : parent)
  const [active, setActive] = useState(entry?.active ?? true)
  const key = typedKey ?? keyOf(name, MAX_KEY)
  const ready = name.trim() !== '' && KEY.test(key)
  const save = useMutation({
    mutationFn: () => {
      const kept = { name: name.trim(), parentId, active }
      return entry
        ? request<Disposition>('PATCH', `/api/v1/dispositions/${encodeURIComponent(entry.id)}`, kept)
        : request<Disposition>('POST', '/api/v1/dispositions', { key, ...kept } satisfies NewDisposition)
    },
    onSuccess: async () => {
      onDone()
      await client.invalidateQueries({ queryKey: ['dispositions'] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) save.mutate()
  }
  return (
    <form onSubmit={submit} data-testid="disposition-form">
      <Stack gap="sm">
        <TextInput
          label={t('dispositions.name')}
          required
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!entry && (
          <TextInput
            label={t('dispositions.key')}
            description={t('fields.keyHint')}
            required
            maxLength={MAX_KEY}
            value={key}
            error={key !== '' && !KEY.test(key) && t('fields.keyHint')}
            onChange={(event) => setTypedKey(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          label={t('dispositions.parent')}
          value={parentId ?? ''}
          onChange={(event) => setParentId(event.currentTarget.value || null)}
          data={[
            { value: '', label: t('dispositions.top') },
            ...all.filter((one) => one.id !== entry?.id).map((one) => ({ value: one.id, label: one.name }))
          ]}
        />
        <Checkbox
          label={t('dispositions.active')}
          checked={active}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending} disabled={!ready}>
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
