import { Alert, Button, Checkbox, Group, Radio, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { KeyConflict, MergeDone } from '../../../../../contracts/merge.ts'
import { type Choice, proposed, wishOf } from '../../state/merging.ts'
import { Failure, Loading } from '../parts/Note.tsx'
import classes from './duplicates.module.css'
import { conflictValues } from './evidence-text.ts'
import { FieldChoices } from './FieldChoices.tsx'
import { MergeResult } from './MergeResult.tsx'
import { previewQuery, useMerge } from './queries.ts'

interface Props {
  readonly contacts: readonly [Contact, Contact]
  readonly onDone: (merge: MergeDone) => void
  readonly onCancel: () => void
}

/** The main record, whose value is right where they differ, and what comes of it: nothing is done until asked. */
export function MergeForm({ contacts, onDone, onCancel }: Props) {
  const { t } = useTranslation()
  const [one, other] = contacts
  const [choice, setChoice] = useState<Choice>(() => ({ winner: proposed(one, other), fields: {} }))
  const [despite, setDespite] = useState(false)
  const wish = wishOf(choice, [one.id, other.id])
  const preview = useQuery(previewQuery(wish))
  const merge = useMerge()
  const { data } = preview
  const blocked = Boolean(data && data.conflicts.length > 0 && !despite)
  return (
    <Stack gap="sm" data-testid="merge-form">
      <Radio.Group
        label={t('merge.keeps')}
        value={choice.winner}
        onChange={(winner) => setChoice({ winner, fields: {} })}
        data-testid="merge-winner"
      >
        <Group gap="md" mt={4}>
          {contacts.map((contact) => (
            <Radio
              key={contact.id}
              value={contact.id}
              label={[contact.displayName, contact.account].filter(Boolean).join(' · ')}
            />
          ))}
        </Group>
      </Radio.Group>
      {preview.error && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.isPending && <Loading />}
      {data && (
        <>
          <FieldChoices
            fields={data.fields}
            contacts={contacts}
            picked={choice.fields}
            waiting={preview.isPlaceholderData}
            onChoose={(field, id) => setChoice({ ...choice, fields: { ...choice.fields, [field]: id } })}
          />
          <MergeResult contact={data.result} />
          <Text size="sm" c="dimmed">
            {t('merge.union')}
          </Text>
          <Conflicts conflicts={data.conflicts} despite={despite} onDespite={setDespite} />
        </>
      )}
      {merge.error && <Failure error={merge.error} />}
      <Group gap="xs">
        <Button
          loading={merge.isPending}
          disabled={!data || blocked || preview.isPlaceholderData}
          onClick={() =>
            merge.mutate({ ...wish, ...(despite ? { despiteConflicts: true } : {}) }, { onSuccess: onDone })
          }
          data-testid="merge-do"
        >
          {t('merge.do')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </Group>
    </Stack>
  )
}

interface ConflictsProps {
  readonly conflicts: readonly KeyConflict[]
  readonly despite: boolean
  readonly onDespite: (despite: boolean) => void
}

/** Ids that differ: a person has to say that it is the same one nevertheless. */
function Conflicts({ conflicts, despite, onDespite }: ConflictsProps) {
  const { t } = useTranslation()
  if (conflicts.length === 0) return null
  return (
    <Alert color="yellow" variant="light" p="xs" icon={<IconAlertTriangle size={18} />} className={classes['against']}>
      {conflicts.map((conflict) => (
        <Text key={conflict.system} size="sm">
          {t('merge.conflicts', { system: conflict.system, values: conflictValues(conflict) })}
        </Text>
      ))}
      <Checkbox
        mt={6}
        size="sm"
        label={t('merge.despite')}
        checked={despite}
        onChange={(event) => onDespite(event.currentTarget.checked)}
        data-testid="merge-despite"
      />
    </Alert>
  )
}
