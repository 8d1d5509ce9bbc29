import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LeadRule } from '../../../../../contracts/lead-rule.ts'
import { teamsQuery, useColleagues } from '../parts/people.ts'
import { formNamesQuery } from './queries.ts'

/** A rule in one line: which leads, to whom, for how long. */
export function useSummary(): (rule: LeadRule) => string {
  const { t } = useTranslation()
  const colleagues = useColleagues()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: forms = [] } = useQuery(formNamesQuery)
  const nameOf = (all: readonly { readonly id: string; readonly name: string }[], id: string): string =>
    all.find((one) => one.id === id)?.name ?? '…'
  return ({ when, to, takeWithinSeconds, callInSeconds }) => {
    const which = [
      ...when.forms.map((id) => nameOf(forms, id)),
      ...when.sources,
      ...when.regions,
      ...when.languages,
      ...(when.hours ? [when.hours.timeZone] : [])
    ]
    const who = [
      ...(to.owner ? [t('leadRules.owner')] : []),
      ...to.users.map((id) => nameOf(colleagues, id)),
      ...(to.team === null ? [] : [nameOf(teams, to.team)])
    ]
    const howLong = [
      t('leadRules.summary', { within: takeWithinSeconds }),
      ...(callInSeconds === null ? [] : [t('leadRules.summaryCall', { seconds: callInSeconds })])
    ]
    const parts = [which.join(', ') || t('leadRules.everyLead'), who.join(', ') || t('leadRules.nobody')]
    return `${parts.join(' → ')} · ${howLong.join(' · ')}`
  }
}
