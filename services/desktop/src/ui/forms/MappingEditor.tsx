import { Button, Group, TagsInput, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../../../contracts/form.ts'
import { isSameMapping, TARGETS, withNames } from '../../state/form-draft.ts'
import type { Payload } from '../../state/payload.ts'
import { Failure } from '../parts/Note.tsx'
import classes from './forms.module.css'
import { PayloadChoice } from './PayloadChoice.tsx'
import { triedQuery, useFormChange } from './queries.ts'
import { TriedView } from './TriedView.tsx'

const TYPING_MS = 250
const MOST_NAMES = 50
const LONGEST_NAME = 200

/** Which fields hold what, tried at once on what came. */
export function MappingEditor({ form }: { readonly form: Form }) {
  const { t } = useTranslation()
  const [mapping, setMapping] = useState(form.mapping)
  const [payload, setPayload] = useState<Payload | null>(null)
  const [settled] = useDebouncedValue(mapping, TYPING_MS)
  const tried = useQuery(triedQuery(form.id, settled, payload))
  const save = useFormChange(form.id)
  const isChanged = !isSameMapping(mapping, form.mapping)
  const fields = payload === null ? [] : (tried.data?.flatMap((one) => one.fields) ?? [])
  const names = [...new Set(fields.map(({ name }) => name))]
  return (
    <div className={classes['editor']}>
      <section className={classes['targets']} aria-labelledby="mapping-title">
        <Title order={2} size="h3" id="mapping-title">
          {t('mapping.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('mapping.intro')}
        </Text>
        {TARGETS.map((target) => (
          <TagsInput
            key={target}
            size="xs"
            label={t(`mapping.targets.${target}`)}
            placeholder={mapping[target]?.length ? '' : t('mapping.usual')}
            data={names}
            maxTags={MOST_NAMES}
            maxLength={LONGEST_NAME}
            acceptValueOnBlur
            clearable
            value={mapping[target] ?? []}
            onChange={(next) => setMapping(withNames(mapping, target, next))}
            data-testid={`mapping-${target}`}
          />
        ))}
        {save.error && <Failure error={save.error} />}
        <Group gap="xs">
          <Button
            size="xs"
            loading={save.isPending}
            disabled={!isChanged}
            onClick={() =>
              save.mutate(
                { mapping },
                { onSuccess: () => notifications.show({ message: t('common.saved'), color: 'pine' }) }
              )
            }
            data-testid="mapping-save"
          >
            {t('common.save')}
          </Button>
          {isChanged && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => setMapping(form.mapping)}>
              {t('common.cancel')}
            </Button>
          )}
        </Group>
      </section>
      <section className={classes['trial']} aria-labelledby="trial-title">
        <Title order={2} size="h3" id="trial-title">
          {t('mapping.trial')}
        </Title>
        <PayloadChoice form={form} onChange={setPayload} />
        {payload !== null && tried.error && <Failure error={tried.error} onRetry={() => void tried.refetch()} />}
        {payload !== null && tried.data && <TriedView tried={tried.data} isStale={tried.isPlaceholderData} />}
      </section>
    </div>
  )
}
