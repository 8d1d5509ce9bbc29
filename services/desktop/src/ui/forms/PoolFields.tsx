import { ActionIcon, Button, Fieldset, Group, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { NO_NUMBER } from '../../state/form-draft.ts'
import type { FieldsProps } from './fields.ts'
import classes from './forms.module.css'

const PARTS = ['address', 'number', 'text'] as const
const LONGEST = { address: 100, number: 21, text: 60 } as const
const MOST = 200

/** The numbers of which every visit of the site is shown one of its own. */
export function PoolFields({ draft, faults, set }: FieldsProps) {
  const { t } = useTranslation()
  const { numbers } = draft
  return (
    <Fieldset legend={t('forms.pool')} className={classes['whole']} data-testid="form-pool">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('forms.poolHint')}
        </Text>
        {numbers.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity while it is typed
          <Group key={place} gap={6} align="end">
            {PARTS.map((part) => (
              <TextInput
                key={part}
                flex={1}
                miw={150}
                label={t(`forms.poolNumber.${part}`)}
                autoComplete="off"
                maxLength={LONGEST[part]}
                value={one[part]}
                error={faults.has('numbers') && one[part].trim() === ''}
                onChange={(event) => {
                  const changed = { ...one, [part]: event.currentTarget.value }
                  set({ numbers: numbers.with(place, changed) })
                }}
              />
            ))}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t('forms.poolRemove', { number: one.text || place + 1 })}
              onClick={() => set({ numbers: numbers.toSpliced(place, 1) })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        {faults.has('numbers') && (
          <Text size="xs" c="red" role="alert">
            {t('forms.poolBad')}
          </Text>
        )}
        {numbers.length < MOST && (
          <Group>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => set({ numbers: [...numbers, NO_NUMBER] })}
            >
              {t('forms.poolAdd')}
            </Button>
          </Group>
        )}
        {numbers.length > 0 && (
          <>
            <NumberInput
              label={t('forms.numberHoldSeconds')}
              description={t('forms.numberHoldSecondsHint')}
              min={60}
              max={3_600}
              allowDecimal={false}
              value={draft.numberHoldSeconds}
              error={faults.has('numberHoldSeconds')}
              onChange={(numberHoldSeconds) => set({ numberHoldSeconds })}
            />
            <Switch
              label={t('forms.callLeads')}
              checked={draft.callLeads}
              onChange={(event) => set({ callLeads: event.currentTarget.checked })}
            />
          </>
        )}
      </Stack>
    </Fieldset>
  )
}
