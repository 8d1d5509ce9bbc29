import { Alert, Button, Group } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import { MergeModal } from '../duplicates/MergeModal.tsx'
import { duplicatesOfQuery } from '../duplicates/queries.ts'

/** Says on the card that there may be a second one of the same person. */
export function PerhapsDuplicate({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation()
  const { data } = useQuery(duplicatesOfQuery(contact.id))
  const [compared, setCompared] = useState<readonly [Contact, Contact] | null>(null)
  const others = (data ?? []).flatMap(({ contacts }) => contacts.filter((one) => one.id !== contact.id).slice(0, 1))
  const [other] = others
  return (
    <>
      {other && (
        <Alert color="yellow" variant="light" p="xs" icon={<IconUsers size={18} />} data-testid="perhaps-duplicate">
          <Group justify="space-between" gap="xs">
            {t('duplicates.perhaps', { name: other.displayName })}
            <Button size="compact-sm" variant="default" onClick={() => setCompared([contact, other])}>
              {t('duplicates.compare')}
            </Button>
          </Group>
        </Alert>
      )}
      <MergeModal contacts={compared} onClose={() => setCompared(null)} />
    </>
  )
}
