import { Checkbox, MultiSelect, TagsInput, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LeadRule } from '../../../../../contracts/lead-rule.ts'
import { HoursFields } from './HoursFields.tsx'
import classes from './lead-rules.module.css'
import { formNamesQuery } from './queries.ts'

type When = LeadRule['when']
interface Props {
  readonly when: When
  readonly onChange: (when: When) => void
}

const WORKDAYS = [1, 2, 3, 4, 5]
const usual = (): NonNullable<When['hours']> => ({
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: WORKDAYS.map((day) => ({ day, from: '09:00', to: '18:00' })),
  outside: 'wait'
})

/** Which leads a rule is for. */
export function RuleWhen({ when, onChange }: Props) {
  const { t } = useTranslation()
  const { data: forms = [] } = useQuery(formNamesQuery)
  const unknown = when.forms.filter((id) => !forms.some((form) => form.id === id))
  return (
    <fieldset className={classes['part']}>
      <legend>{t('leadRules.when')}</legend>
      <Text size="xs" c="dimmed">
        {t('leadRules.whenHint')}
      </Text>
      <MultiSelect
        label={t('leadRules.forms')}
        searchable
        data={[
          ...forms.map(({ id, name }) => ({ value: id, label: name })),
          ...unknown.map((id) => ({ value: id, label: '…' }))
        ]}
        value={when.forms}
        onChange={(value) => onChange({ ...when, forms: value })}
      />
      <TagsInput
        label={t('leadRules.sources')}
        value={when.sources}
        onChange={(sources) => onChange({ ...when, sources })}
      />
      <TagsInput
        label={t('leadRules.regions')}
        description={t('leadRules.regionsHint')}
        value={when.regions}
        onChange={(regions) => onChange({ ...when, regions: regions.map((one) => one.toUpperCase()) })}
      />
      <TagsInput
        label={t('leadRules.languages')}
        description={t('leadRules.languagesHint')}
        value={when.languages}
        onChange={(languages) => onChange({ ...when, languages: languages.map((one) => one.toLowerCase()) })}
      />
      <Checkbox
        label={t('leadRules.hours')}
        checked={when.hours !== null}
        onChange={(event) => onChange({ ...when, hours: event.currentTarget.checked ? usual() : null })}
      />
      {when.hours && <HoursFields hours={when.hours} onChange={(hours) => onChange({ ...when, hours })} />}
    </fieldset>
  )
}
