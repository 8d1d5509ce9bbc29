import { Alert, Button, Group, Loader, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '../problem-text.ts'

/** Nothing to show, said in words. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <Text c="dimmed" size="sm" py={6}>
      {children}
    </Text>
  )
}

export function Loading() {
  const { t } = useTranslation()
  return (
    <Group gap="xs" py="md" role="status">
      <Loader size="xs" />
      <Text c="dimmed" size="sm">
        {t('common.loading')}
      </Text>
    </Group>
  )
}

/** What failed, and a way to try again where that may help. */
export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation()
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle size={18} />} p="xs">
      <Group gap="sm" justify="space-between">
        <Text size="sm">{problemText(t, error)}</Text>
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
