import { ActionIcon, Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ContactDraft } from './draft.ts'

const KINDS = ['telegram', 'whatsapp', 'viber', 'vk', 'max']
const MAX_ROWS = 50

interface Props {
  readonly values: ContactDraft['messengers']
  readonly onChange: (values: ContactDraft['messengers']) => void
}

/** Which messenger, and the name or number there; one a line. */
export function Messengers({ values, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <Stack gap={6}>
      {values.map((value, index) => {
        const label = t('contacts.messenger', { n: index + 1 })
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity while it is typed
          <Group key={index} gap={6} align="end" wrap="nowrap">
            <NativeSelect
              w={130}
              label={label}
              value={value.kind}
              onChange={(event) => onChange(values.with(index, { ...value, kind: event.currentTarget.value }))}
              data={[...new Set([...KINDS, value.kind])]}
            />
            <TextInput
              flex={1}
              aria-label={`${label}: ${value.kind}`}
              autoComplete="off"
              maxLength={200}
              value={value.address}
              onChange={(event) => onChange(values.with(index, { ...value, address: event.currentTarget.value }))}
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
      {values.length < MAX_ROWS && (
        <Group>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...values, { kind: 'telegram', address: '' }])}
          >
            {t('contacts.addMessenger')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
