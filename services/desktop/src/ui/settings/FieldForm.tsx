import { Button, Checkbox, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactField, NewContactField } from '../../../../../contracts/contact-field.ts'
import { keyOf } from '../../state/keys.ts'
import { request } from '../api.ts'
import { Failure } from '../parts/Note.tsx'

const TYPES = ['text', 'number', 'date', 'boolean', 'choice', 'choices', 'user'] as const
const KEY = /^[a-z][a-z0-9_-]{0,39}$/
const MAX_KEY = 40

interface Props {
  readonly field?: ContactField
  readonly onDone: () => void
}

/** Defines a field; its key and type stay, the rest may change later. */
export function FieldForm({ field, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [label, setLabel] = useState(field?.label ?? '')
  const [typedKey, setTypedKey] = useState<string | null>(field?.key ?? null)
  const [type, setType] = useState<ContactField['type']>(field?.type ?? 'text')
  const [options, setOptions] = useState(field?.options.join('\n') ?? '')
  const [required, setRequired] = useState(field?.required ?? false)
  const [archived, setArchived] = useState(field?.archived ?? false)
  const key = typedKey ?? keyOf(label, MAX_KEY)
  const listed = type === 'choice' || type === 'choices'
  const choices = [
    ...new Set(
      options
        .split('\n')
        .map((one) => one.trim())
        .filter(Boolean)
    )
  ]
  const ready = label.trim() !== '' && KEY.test(key) && (!listed || choices.length > 0)
  const save = useMutation({
    mutationFn: () => {
      const kept = { label: label.trim(), required, ...(listed ? { options: choices } : {}) }
      return field
        ? request<ContactField>('PATCH', `/api/v1/contact-fields/${encodeURIComponent(field.id)}`, {
            ...kept,
            archived
          })
        : request<ContactField>('POST', '/api/v1/contact-fields', { key, type, ...kept } satisfies NewContactField)
    },
    onSuccess: async () => {
      onDone()
      await client.invalidateQueries({ queryKey: ['contact-fields'] })
    }
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (ready) save.mutate()
  }
  return (
    <form onSubmit={submit} data-testid="field-form">
      <Stack gap="sm">
        <TextInput
          label={t('fields.label')}
          required
          data-autofocus
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {!field && (
          <>
            <TextInput
              label={t('fields.key')}
              description={t('fields.keyHint')}
              required
              maxLength={MAX_KEY}
              value={key}
              error={key !== '' && !KEY.test(key) && t('fields.keyHint')}
              onChange={(event) => setTypedKey(event.currentTarget.value)}
            />
            <NativeSelect
              label={t('fields.type')}
              value={type}
              onChange={(event) => setType(TYPES.find((one) => one === event.currentTarget.value) ?? 'text')}
              data={TYPES.map((one) => ({ value: one, label: t(`fields.types.${one}`) }))}
            />
          </>
        )}
        {listed && (
          <Textarea
            label={t('fields.options')}
            description={t('fields.optionsHint')}
            required
            autosize
            minRows={3}
            maxRows={12}
            value={options}
            onChange={(event) => setOptions(event.currentTarget.value)}
          />
        )}
        <Checkbox
          label={t('fields.required')}
          checked={required}
          onChange={(event) => setRequired(event.currentTarget.checked)}
        />
        {field && (
          <Checkbox
            label={t('fields.archived')}
            checked={archived}
            onChange={(event) => setArchived(event.currentTarget.checked)}
          />
        )}
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
