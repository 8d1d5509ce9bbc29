import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { startOfDay } from '../../state/format.ts'
import { hubNow } from '../api.ts'
import type { InteractionFilter } from '../queries.ts'
import classes from './calls.module.css'

const QUICK = ['all', 'missed', 'abandoned', 'mine', 'today'] as const
const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const
const STATES = ['queued', 'alerting', 'connected', 'held', 'ended'] as const

interface Choice {
  readonly quick: (typeof QUICK)[number]
  readonly direction: string
  readonly state: string
  readonly q: string
}
export const EVERYTHING: Choice = { quick: 'all', direction: '', state: '', q: '' }

/** What the hub is asked for. */
export function filterOf(choice: Choice, me: string | null): InteractionFilter {
  return {
    ...(choice.quick === 'missed' || choice.quick === 'abandoned' ? { outcome: choice.quick } : {}),
    ...(choice.quick === 'mine' && me ? { user: me } : {}),
    ...(choice.quick === 'today' ? { since: startOfDay(hubNow()) } : {}),
    ...(choice.direction ? { direction: choice.direction } : {}),
    ...(choice.state ? { state: choice.state } : {}),
    ...(choice.q ? { q: choice.q } : {})
  }
}

interface Props {
  readonly choice: Choice
  readonly onChange: (choice: Choice) => void
}

export function Filters({ choice, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className={classes['filters']}>
      <SegmentedControl
        size="xs"
        aria-label={t('list.quick')}
        value={choice.quick}
        onChange={(quick) => onChange({ ...choice, quick: QUICK.find((one) => one === quick) ?? 'all' })}
        data={QUICK.map((one) => ({ value: one, label: t(`list.${one}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('list.direction')}
        value={choice.direction}
        onChange={(event) => onChange({ ...choice, direction: event.currentTarget.value })}
        data={[
          { value: '', label: t('list.anyDirection') },
          ...DIRECTIONS.map((one) => ({ value: one, label: t(`direction.${one}`) }))
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t('list.state')}
        value={choice.state}
        onChange={(event) => onChange({ ...choice, state: event.currentTarget.value })}
        data={[
          { value: '', label: t('list.anyState') },
          ...STATES.map((one) => ({ value: one, label: t(`state.${one}`) }))
        ]}
      />
      <TextInput
        size="xs"
        className={classes['search']}
        type="search"
        aria-label={t('list.searchLabel')}
        placeholder={t('list.searchLabel')}
        leftSection={<IconSearch size={14} aria-hidden />}
        maxLength={100}
        value={choice.q}
        onChange={(event) => onChange({ ...choice, q: event.currentTarget.value })}
      />
    </div>
  )
}
