import { Button, Chip, Group, NativeSelect, Popover, Stack, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changedFilter, type Filter } from '../../state/filters.ts'
import { teamsQuery, useColleagues } from '../parts/people.ts'
import { SearchBox } from '../parts/SearchBox.tsx'
import { Segments } from '../segments/Segments.tsx'
import classes from './contacts.module.css'
import { FieldFilter } from './FieldFilter.tsx'
import { PURPOSES, purposeText } from './purposes.ts'
import { fieldsQuery } from './queries.ts'

interface Props {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}

const BESIDE = ['q', 'owner', 'team']

/** Words, one's own and one's team's in one press, the rest behind a button, and what was saved. */
export function ContactFilters({ filter, onChange }: Props) {
  const { t } = useTranslation()
  const set = (changes: Record<string, string | null>): void => onChange(changedFilter(filter, changes))
  const more = Object.keys(filter).filter(
    (key) => !BESIDE.includes(key) || (key !== 'q' && !['me', 'mine'].includes(filter[key] ?? ''))
  ).length
  return (
    <div className={classes['filters']}>
      <SearchBox
        className={classes['search']}
        label={t('contacts.searchLabel')}
        value={filter['q'] ?? ''}
        onChange={(q) => set({ q })}
        testId="contacts-search"
      />
      <Group gap={4} role="group" aria-label={t('filters.quick')}>
        <Chip
          size="xs"
          radius="sm"
          checked={filter['owner'] === 'me'}
          onChange={(on) => set({ owner: on ? 'me' : null, team: null })}
        >
          {t('filters.mine')}
        </Chip>
        <Chip
          size="xs"
          radius="sm"
          checked={filter['team'] === 'mine'}
          onChange={(on) => set({ team: on ? 'mine' : null, owner: null })}
        >
          {t('filters.team')}
        </Chip>
      </Group>
      <Popover position="bottom-start" withinPortal trapFocus shadow="md">
        <Popover.Target>
          <Button
            size="xs"
            variant={more > 0 ? 'light' : 'default'}
            leftSection={<IconFilter size={14} aria-hidden />}
            data-testid="more-filters"
          >
            {t('filters.more')}
            {more > 0 && ` · ${more}`}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <More filter={filter} set={set} onClear={() => onChange({})} />
        </Popover.Dropdown>
      </Popover>
      <Segments kind="contacts" filter={filter} onPick={onChange} />
    </div>
  )
}

interface MoreProps {
  readonly filter: Filter
  readonly set: (changes: Record<string, string | null>) => void
  readonly onClear: () => void
}

function More({ filter, set, onClear }: MoreProps) {
  const { t } = useTranslation()
  const colleagues = useColleagues()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: fields = [] } = useQuery(fieldsQuery)
  return (
    <Stack gap="xs" w={260} className={classes['more']}>
      <NativeSelect
        size="xs"
        label={t('filters.owner')}
        value={filter['owner'] ?? ''}
        onChange={(event) => set({ owner: event.currentTarget.value })}
        data={[
          { value: '', label: t('filters.anyOwner') },
          { value: 'me', label: t('filters.mine') },
          { value: 'none', label: t('card.noOwner') },
          ...colleagues.map((one) => ({ value: one.id, label: one.name }))
        ]}
      />
      <NativeSelect
        size="xs"
        label={t('filters.inTeam')}
        value={filter['team'] ?? ''}
        onChange={(event) => set({ team: event.currentTarget.value })}
        data={[
          { value: '', label: t('filters.anyTeam') },
          { value: 'mine', label: t('filters.team') },
          { value: 'none', label: t('card.noOwner') },
          ...teams.map((one) => ({ value: one.id, label: one.name }))
        ]}
      />
      <TextInput
        size="xs"
        label={t('filters.tag')}
        maxLength={64}
        defaultValue={filter['tag'] ?? ''}
        onBlur={(event) => set({ tag: event.currentTarget.value.trim() })}
        onKeyDown={(event) => event.key === 'Enter' && set({ tag: event.currentTarget.value.trim() })}
      />
      <NativeSelect
        size="xs"
        label={t('filters.consent')}
        value={filter['consent'] ?? ''}
        onChange={(event) => set({ consent: event.currentTarget.value })}
        data={[
          { value: '', label: t('filters.anyConsent') },
          ...PURPOSES.map((one) => ({ value: one, label: purposeText(t, one) })),
          ...PURPOSES.map((one) => ({
            value: `${one}:refused`,
            label: `${purposeText(t, one)}: ${t('consents.refused')}`
          }))
        ]}
      />
      {fields
        .filter((field) => !field.archived)
        .map((field) => (
          <FieldFilter
            key={field.key}
            field={field}
            value={filter[`field.${field.key}`] ?? ''}
            onChange={(value) => set({ [`field.${field.key}`]: value })}
          />
        ))}
      <Button size="xs" variant="default" onClick={onClear}>
        {t('filters.clear')}
      </Button>
    </Stack>
  )
}
