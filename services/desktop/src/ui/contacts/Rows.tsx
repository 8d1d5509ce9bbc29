import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly kind: 'phone' | 'email'
  readonly values: readonly string[]
  readonly onChange: (values: string[]) => void
}

const MAX_ROWS = 50

/** Several phones, or several addresses, one a line. */
export function Rows({ kind, values, onChange }: Props) {
  const { t } = useTranslation()
  const phone = kind === 'phone'
  return (
    <Stack gap={6}>
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity while it is typed
        <Group key={index} gap={6} align="end" wrap="nowrap">
          <TextInput
            flex={1}
            label={t(phone ? 'contacts.phone' : 'contacts.email', { n: index + 1 })}
            type={phone ? 'tel' : 'email'}
            autoComplete="off"
            maxLength={phone ? 64 : 254}
            value={value}
            onChange={(event) => onChange(values.with(index, event.currentTarget.value))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`${t('common.remove')}: ${t(phone ? 'contacts.phone' : 'contacts.email', { n: index + 1 })}`}
            onClick={() => onChange(values.toSpliced(index, 1))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {values.length < MAX_ROWS && (
        <Group>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...values, ''])}
          >
            {t(phone ? 'contacts.addPhone' : 'contacts.addEmail')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
