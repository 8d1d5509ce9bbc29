import { Chip, Group, NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { changedFilter, type Filter } from '../../state/filters.ts'
import { SearchBox } from '../parts/SearchBox.tsx'
import classes from './leads.module.css'
import { useLeadChoices } from './queries.ts'

const STATES = ['new', 'taken', 'won', 'lost', 'all'] as const

interface Props {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}

/** Words, whose they are, in which state, and where they came from. */
export function LeadFilters({ filter, onChange }: Props) {
  const { t } = useTranslation()
  const set = (changes: Record<string, string | null>): void => onChange(changedFilter(filter, changes))
  const { q = '', owner = '', state = '', form = '', source = '' } = filter
  return (
    <div className={classes['filters']}>
      <Group gap={4} role="group" aria-label={t('filters.quick')}>
        {(['me', 'none'] as const).map((whose) => (
          <Chip
            key={whose}
            size="xs"
            radius="sm"
            checked={owner === whose}
            onChange={(on) => set({ owner: on ? whose : null })}
            data-testid={`owner-${whose}`}
          >
            {t(`leads.owners.${whose}`)}
          </Chip>
        ))}
      </Group>
      <NativeSelect
        size="xs"
        aria-label={t('leads.state')}
        value={state}
        onChange={(event) => set({ state: event.currentTarget.value })}
        data={[
          { value: '', label: t('leads.states.open') },
          ...STATES.map((one) => ({ value: one, label: t(`leads.states.${one}`) }))
        ]}
      />
      <Choice by="form" value={form} onChange={(next) => set({ form: next })} />
      <Choice by="source" value={source} onChange={(next) => set({ source: next })} />
      <SearchBox
        className={classes['search']}
        label={t('leads.searchLabel')}
        value={q}
        onChange={(next) => set({ q: next })}
        testId="leads-search"
      />
    </div>
  )
}

interface ChoiceProps {
  readonly by: 'form' | 'source'
  readonly value: string
  readonly onChange: (value: string) => void
}

/** One of those that leads came from lately. */
export function Choice({ by, value, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  const choices = useLeadChoices(by)
  const isKnown = value === '' || choices.some((one) => one.value === value)
  return (
    <NativeSelect
      size="xs"
      className={classes['choice']}
      aria-label={t(`leads.${by}`)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t(by === 'form' ? 'leads.anyForm' : 'leads.anySource') },
        ...(isKnown ? [] : [{ value, label: by === 'form' ? t('leads.thisForm') : value }]),
        ...choices
      ]}
    />
  )
}
