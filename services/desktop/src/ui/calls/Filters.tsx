import { Chip, Group, NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { changedFilter, type Filter, TODAY } from '../../state/filters.ts'
import { SearchBox } from '../parts/SearchBox.tsx'
import { Segments } from '../segments/Segments.tsx'
import classes from './calls.module.css'

const CHANNELS = ['call', 'email', 'form', 'chat', 'crm'] as const
const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const
const STATES = ['queued', 'alerting', 'connected', 'held', 'ended'] as const

/** One press each: what it sets, and which others it takes away because both together find nothing. */
const QUICK = [
  { name: 'mine', key: 'user', value: 'me', without: { team: null } },
  { name: 'team', key: 'team', value: 'mine', without: { user: null } },
  { name: 'missed', key: 'outcome', value: 'missed', without: { unanswered: null } },
  { name: 'unanswered', key: 'unanswered', value: 'true', without: { outcome: null } },
  { name: 'today', key: 'since', value: TODAY, without: {} }
] as const

interface Props {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}

/** Quick filters that go together, the channel, the direction and the state, words, and what was saved. */
export function Filters({ filter, onChange }: Props) {
  const { t } = useTranslation()
  const set = (changes: Record<string, string | null>): void => onChange(changedFilter(filter, changes))
  return (
    <div className={classes['filters']}>
      <Group gap={4} role="group" aria-label={t('filters.quick')}>
        {QUICK.map(({ name, key, value, without }) => (
          <Chip
            key={name}
            size="xs"
            radius="sm"
            checked={filter[key] === value}
            onChange={(on) => set({ ...without, [key]: on ? value : null })}
            data-testid={`quick-${name}`}
          >
            {t(`filters.${name}`)}
          </Chip>
        ))}
      </Group>
      <Pick
        label={t('filters.channel')}
        any={t('filters.anyChannel')}
        value={filter['channel']}
        options={CHANNELS.map((one) => ({ value: one, label: t(`channel.${one}`) }))}
        onChange={(channel) => set({ channel })}
      />
      <Pick
        label={t('list.direction')}
        any={t('list.anyDirection')}
        value={filter['direction']}
        options={DIRECTIONS.map((one) => ({ value: one, label: t(`direction.${one}`) }))}
        onChange={(direction) => set({ direction })}
      />
      <Pick
        label={t('list.state')}
        any={t('list.anyState')}
        value={filter['state']}
        options={STATES.map((one) => ({ value: one, label: t(`state.${one}`) }))}
        onChange={(state) => set({ state })}
      />
      <SearchBox
        className={classes['search']}
        label={t('list.searchLabel')}
        value={filter['q'] ?? ''}
        onChange={(q) => set({ q })}
      />
      <Segments kind="interactions" filter={filter} onPick={onChange} />
    </div>
  )
}

interface PickProps {
  readonly label: string
  readonly any: string
  readonly value: string | undefined
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string) => void
}

function Pick({ label, any, value = '', options, onChange }: PickProps) {
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: any }, ...options]}
    />
  )
}
