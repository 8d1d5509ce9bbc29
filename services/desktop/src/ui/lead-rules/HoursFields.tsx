import { ActionIcon, Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { WorkingHours } from '../../../../../contracts/lead-rule.ts'

interface Props {
  readonly hours: WorkingHours
  readonly onChange: (hours: WorkingHours) => void
}

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const OUTSIDES = ['wait', 'next-rule'] as const

/** The hours of a week, a row each. */
export function HoursFields({ hours, onChange }: Props) {
  const { t } = useTranslation()
  const { week } = hours
  const change = (at: number, row: Partial<WorkingHours['week'][number]>): void =>
    onChange({ ...hours, week: week.map((one, n) => (n === at ? { ...one, ...row } : one)) })
  return (
    <Stack gap="xs" data-testid="lead-rule-hours">
      <TextInput
        label={t('leadRules.timeZone')}
        maxLength={64}
        value={hours.timeZone}
        onChange={(event) => onChange({ ...hours, timeZone: event.currentTarget.value })}
      />
      {week.map(({ day, from, to }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has nothing else that it is known by, and none is moved
        <Group key={at} gap="xs" wrap="nowrap">
          <NativeSelect
            aria-label={t('leadRules.day')}
            value={day}
            onChange={(event) => change(at, { day: Number(event.currentTarget.value) })}
            data={DAYS.map((value) => ({ value: String(value), label: t(`leadRules.days.d${value}`) }))}
          />
          <TextInput
            type="time"
            aria-label={t('leadRules.from')}
            value={from}
            onChange={(event) => change(at, { from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            aria-label={t('leadRules.to')}
            value={to === '24:00' ? '23:59' : to}
            onChange={(event) => change(at, { to: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('leadRules.removeHours')}
            disabled={week.length === 1}
            onClick={() => onChange({ ...hours, week: week.filter((_, n) => n !== at) })}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange({ ...hours, week: [...week, { day: 6, from: '10:00', to: '16:00' }] })}
        >
          {t('leadRules.addHours')}
        </Button>
      </Group>
      <NativeSelect
        label={t('leadRules.outside')}
        value={hours.outside}
        onChange={(event) => onChange({ ...hours, outside: event.currentTarget.value as WorkingHours['outside'] })}
        data={OUTSIDES.map((value) => ({ value, label: t(`leadRules.outsides.${value}`) }))}
      />
    </Stack>
  )
}
