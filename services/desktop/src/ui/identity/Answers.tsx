import { Button, Group } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'

interface Props {
  readonly contact: Contact
  readonly chosen: boolean
  readonly busy: boolean
  readonly onSay: (verdict: 'is' | 'is-not', contact: Contact) => void
}

/** "It is her", "it is not": pressed when it has been said. */
export function Answers({ contact, chosen, busy, onSay }: Props) {
  const { t } = useTranslation()
  const name = contact.displayName
  return (
    <Group gap={6} mt={4}>
      <Button
        size="compact-xs"
        variant={chosen ? 'light' : 'default'}
        leftSection={<IconCheck size={13} aria-hidden />}
        aria-label={t('identity.isLabel', { name })}
        aria-pressed={chosen}
        disabled={busy}
        onClick={() => onSay('is', contact)}
        data-testid="it-is"
      >
        {t('identity.is')}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconX size={13} aria-hidden />}
        aria-label={t('identity.isNotLabel', { name })}
        disabled={busy}
        onClick={() => onSay('is-not', contact)}
        data-testid="it-is-not"
      >
        {t('identity.isNot')}
      </Button>
    </Group>
  )
}
