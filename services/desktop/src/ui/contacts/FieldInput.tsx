import { MultiSelect, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ContactField } from '../../../../../contracts/contact-field.ts'
import { PersonSelect } from '../parts/PersonSelect.tsx'

interface Props {
  readonly field: ContactField
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

/** The input for a custom field of whatever type; an empty one is null. */
export function FieldInput({ field, value, onChange }: Props) {
  const { t } = useTranslation()
  const { label, type, options, required } = field
  const common = { label, required }
  switch (type) {
    case 'text':
    case 'date':
      return (
        <TextInput
          {...common}
          type={type}
          maxLength={2_000}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          hideControls
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        />
      )
    case 'boolean':
      return (
        <NativeSelect
          {...common}
          value={value === true ? 'yes' : value === false ? 'no' : ''}
          onChange={(event) => onChange({ yes: true, no: false }[event.currentTarget.value] ?? null)}
          data={[
            { value: '', label: t('common.none') },
            { value: 'yes', label: t('filters.yes') },
            { value: 'no', label: t('filters.no') }
          ]}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value || null)}
          data={[{ value: '', label: t('common.none') }, ...options.map((one) => ({ value: one, label: one }))]}
        />
      )
    case 'choices':
      return (
        <MultiSelect
          {...common}
          data={options}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(next) => onChange(next.length > 0 ? next : null)}
        />
      )
    case 'user':
      return (
        <PersonSelect
          label={label}
          nobody={t('common.none')}
          known={null}
          value={typeof value === 'string' ? value : null}
          onChange={onChange}
        />
      )
  }
}
