import { Checkbox, MultiSelect, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LeadRule } from '../../../../../contracts/lead-rule.ts'
import { useColleagues } from '../parts/people.ts'
import { TeamSelect } from '../parts/TeamSelect.tsx'
import classes from './lead-rules.module.css'

interface Props {
  readonly to: LeadRule['to']
  readonly onChange: (to: LeadRule['to']) => void
}

/** Who is asked. */
export function RulePeople({ to, onChange }: Props) {
  const { t } = useTranslation()
  const colleagues = useColleagues()
  return (
    <fieldset className={classes['part']}>
      <legend>{t('leadRules.who')}</legend>
      <Text size="xs" c="dimmed">
        {t('leadRules.whoHint')}
      </Text>
      <Checkbox
        label={t('leadRules.owner')}
        checked={to.owner}
        onChange={(event) => onChange({ ...to, owner: event.currentTarget.checked })}
      />
      <MultiSelect
        label={t('leadRules.users')}
        searchable
        data={colleagues.map((one) => ({ value: one.id, label: one.name }))}
        value={to.users}
        onChange={(users) => onChange({ ...to, users })}
      />
      <TeamSelect
        label={t('leadRules.team')}
        none={t('leadRules.noTeam')}
        value={to.team}
        onChange={(team) => onChange({ ...to, team })}
      />
    </fieldset>
  )
}
