import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type DemoAccount, demoQuery } from './demo.ts'

/** On the sign-in page of a demonstration: whose place one may take. */
export function DemoAccounts({ onChoose }: { readonly onChoose: (account: DemoAccount) => void }) {
  const { t } = useTranslation()
  const { data: demo } = useQuery({ ...demoQuery, refetchInterval: false })
  const accounts = demo?.accounts ?? []
  if (accounts.length === 0) return null
  return (
    <div data-testid="demo-accounts">
      <Text size="sm" c="dimmed" mb={6}>
        {t('demo.accounts')}
      </Text>
      <Group gap={6}>
        {accounts.map((account) => (
          <Button
            key={account.login}
            size="compact-sm"
            variant="default"
            onClick={() => onChoose(account)}
            data-testid={`demo-account-${account.login}`}
          >
            {account.name}
            {account.extension && (
              <Text span size="xs" c="dimmed" ml={6}>
                {account.extension}
              </Text>
            )}
          </Button>
        ))}
      </Group>
    </div>
  )
}
