import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly kind: 'phone' | 'email' | 'address'
  readonly values: readonly string[]
  readonly onChange: (values: string[]) => void
}

const KINDS = {
  phone: { type: 'tel', add: 'contacts.addPhone', maxLength: 64, maxRows: 500 },
  email: { type: 'email', add: 'contacts.addEmail', maxLength: 254, maxRows: 100 },
  address: { type: 'text', add: 'contacts.addAddress', maxLength: 1_000, maxRows: 50 }
} as const

/** Several phones, e-mails or addresses, one a line. */
export function Rows({ kind, values, onChange }: Props) {
  const { t } = useTranslation()
  const { type, add, maxLength, maxRows } = KINDS[kind]
  return (
    <Stack gap={6}>
      {values.map((value, index) => {
        const label = t(`contacts.${kind}`, { n: index + 1 })
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity while it is typed
          <Group key={index} gap={6} align="end" wrap="nowrap">
            <TextInput
              flex={1}
              label={label}
              type={type}
              autoComplete="off"
              maxLength={maxLength}
              value={value}
              onChange={(event) => onChange(values.with(index, event.currentTarget.value))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`${t('common.remove')}: ${label}`}
              onClick={() => onChange(values.toSpliced(index, 1))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        )
      })}
      {values.length < maxRows && (
        <Group>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...values, ''])}
          >
            {t(add)}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
