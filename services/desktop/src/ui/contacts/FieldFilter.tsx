import { NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ContactField } from '../../../../../contracts/contact-field.ts'
import { useColleagues } from '../parts/people.ts'

interface Props {
  readonly field: ContactField
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A custom field to filter by: one of its values where they can be listed, else what is typed. */
export function FieldFilter({ field: { label, type, options }, value, onChange }: Props) {
  const { t } = useTranslation()
  const colleagues = useColleagues()
  const any = { value: '', label: t('filters.any') }
  const listed =
    type === 'boolean'
      ? [
          { value: 'true', label: t('filters.yes') },
          { value: 'false', label: t('filters.no') }
        ]
      : type === 'user'
        ? colleagues.map((one) => ({ value: one.id, label: one.name }))
        : type === 'choice' || type === 'choices'
          ? options.map((one) => ({ value: one, label: one }))
          : null
  if (listed)
    return (
      <NativeSelect
        size="xs"
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[any, ...listed]}
      />
    )
  return (
    <TextInput
      size="xs"
      label={label}
      type={type === 'date' ? 'date' : 'text'}
      defaultValue={value}
      onBlur={(event) => onChange(event.currentTarget.value.trim())}
      onKeyDown={(event) => event.key === 'Enter' && onChange(event.currentTarget.value.trim())}
    />
  )
}
