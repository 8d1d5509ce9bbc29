import type { LeadRule } from '../../../contracts/lead-rule.ts'
import { isOfRegion, languageOf, type SoughtLead } from './facts.ts'
import { isWorking, nextBeginning } from './hours.ts'

type Conditions = Omit<LeadRule['when'], 'hours'>

function fits({ forms, sources, regions, languages }: Conditions, lead: SoughtLead): boolean {
  const source = lead.source?.toLowerCase()
  if (forms.length > 0 && (lead.form === null || !forms.includes(lead.form))) return false
  if (sources.length > 0 && !sources.some((one) => one.toLowerCase() === source)) return false
  if (regions.length > 0 && !regions.some((region) => isOfRegion(lead.phone, region))) return false
  return languages.length === 0 || languages.includes(languageOf(lead) ?? '')
}

/** The rule that holds now; `waitsUntilMs`: it will, when its hours begin. */
interface Holding<Rule> {
  readonly rule: Rule
  readonly waitsUntilMs?: number
}

/** The first of the rules, in their order, that fits a lead; undefined: it is for nobody. */
export function ruleFor<Rule extends Pick<LeadRule, 'isActive' | 'when'>>(
  rules: readonly Rule[],
  lead: SoughtLead,
  nowMs: number
): Holding<Rule> | undefined {
  for (const rule of rules) {
    const { hours, ...conditions } = rule.when
    if (!rule.isActive || !fits(conditions, lead)) continue
    if (hours === null || isWorking(hours, nowMs)) return { rule }
    const begins = hours.outside === 'wait' ? nextBeginning(hours, nowMs) : undefined
    if (begins !== undefined) return { rule, waitsUntilMs: begins }
  }
  return undefined
}
