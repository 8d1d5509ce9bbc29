import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { fromLocalInput, localInput, type Soon, soon } from '../../state/due.ts'
import type { Reminder } from '../../state/reminder.ts'
import { hubNow } from '../api.ts'

const SOON: readonly Soon[] = ['hour', 'evening', 'tomorrow', 'week']
const REMINDERS: readonly Reminder[] = ['none', 'at', 'm10', 'h1', 'own']

interface Props {
  readonly due: string
  readonly onDue: (due: string) => void
  readonly reminder: Reminder
  readonly onReminder: (reminder: Reminder) => void
  readonly own: string
  readonly onOwn: (own: string) => void
}

/** By when, with the usual times one click away, and when to remind. */
export function DueFields({ due, onDue, reminder, onReminder, own, onOwn }: Props) {
  const { t } = useTranslation()
  const at = fromLocalInput(due)
  const past = at !== null && Date.parse(at) < hubNow() - 60_000
  return (
    <>
      <div>
        <TextInput
          type="datetime-local"
          label={t('tasks.dueAt')}
          required
          value={due}
          error={past && t('tasks.pastDue')}
          onChange={(event) => onDue(event.currentTarget.value)}
          data-testid="task-due"
        />
        <Group gap={4} mt={4}>
          {SOON.map((one) => (
            <Button
              key={one}
              size="compact-xs"
              variant="default"
              onClick={() => onDue(localInput(soon(one, hubNow())))}
            >
              {t(`tasks.quick.${one}`)}
            </Button>
          ))}
        </Group>
      </div>
      <Group gap="xs" align="end">
        <NativeSelect
          flex={1}
          label={t('tasks.remindAt')}
          value={reminder}
          onChange={(event) => onReminder(REMINDERS.find((one) => one === event.currentTarget.value) ?? 'none')}
          data={REMINDERS.map((one) => ({ value: one, label: t(`tasks.remind.${one}`) }))}
          data-testid="task-remind"
        />
        {reminder === 'own' && (
          <TextInput
            flex={1}
            type="datetime-local"
            aria-label={t('tasks.remind.own')}
            required
            value={own}
            onChange={(event) => onOwn(event.currentTarget.value)}
            data-testid="task-remind-own"
          />
        )}
      </Group>
    </>
  )
}
