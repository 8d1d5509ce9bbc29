import type { LeadRule } from '../../../contracts/lead-rule.ts'
import type { Role } from '../../../contracts/words.ts'
import type { SoughtLead } from './facts.ts'
import { ruleFor } from './rules.ts'

/** Somebody who is there: signed in, with a page open. */
export interface Colleague {
  readonly id: string
  readonly role: Role
  readonly teams: readonly string[]
  /** Leads taken and not closed. */
  readonly load: number
  /** When a lead was last put before them. */
  readonly lastMs: number
  /** On the phone, or another lead is before them. */
  readonly isBusy: boolean
  /** Leads that came to them as a supervisor and wait there. */
  readonly escalated: number
  readonly extensions: readonly string[]
}

export interface PastOffer {
  readonly user: string
  readonly kind: 'person' | 'supervisor' | 'handed'
}

export interface Sought extends SoughtLead {
  /** Whose customer it is. */
  readonly owner: string | null
  readonly offers: readonly PastOffer[]
}

type Why = 'rule' | 'owner' | 'nobody-there' | 'not-taken'

export type Decision =
  /** No rule fits: it is in the inbox, and nowhere else. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'later'; readonly atMs: number }
  /** For the first of these who is still free. Supervisors are told at once when nobody is left to be asked. */
  | {
      readonly kind: 'ask'
      readonly rule: Rule
      readonly people: readonly { readonly user: string; readonly why: Why }[]
      readonly supervisors: readonly { readonly user: string; readonly why: Why }[]
      /** Somebody is there who was not asked, if only busy now. */
      readonly isAnybodyLeft: boolean
    }

type Rule = Pick<LeadRule, 'name' | 'isActive' | 'when' | 'to' | 'choose' | 'takeWithinSeconds' | 'callInSeconds'>

/** More cards than these are no help to a supervisor: the others are in the inbox. */
const MOST_ESCALATED = 5

const isNamed = ({ to }: Rule, { id, role, teams }: Colleague): boolean =>
  role !== 'marketer' && (to.users.includes(id) || (to.team !== null && teams.includes(to.team)))

/** Whom to ask next for a lead. */
export function decide(rules: readonly Rule[], lead: Sought, there: readonly Colleague[], nowMs: number): Decision {
  const holding = ruleFor(rules, lead, nowMs)
  if (!holding) return { kind: 'leave' }
  if (holding.waitsUntilMs !== undefined) return { kind: 'later', atMs: holding.waitsUntilMs }
  const { rule } = holding
  const asked = new Set(lead.offers.flatMap(({ user, kind }) => (kind === 'person' ? user : [])))
  const isOwner = ({ id, role }: Colleague): boolean => rule.to.owner && role !== 'marketer' && id === lead.owner
  const named = there.filter((one) => isOwner(one) || isNamed(rule, one))
  const left = named.filter(({ id }) => !asked.has(id))
  const people = left
    .filter(({ isBusy }) => !isBusy)
    .sort((a, b) => Number(isOwner(b)) - Number(isOwner(a)) || compare(rule.choose, a, b))
    .map((one) => ({ user: one.id, why: isOwner(one) ? ('owner' as const) : ('rule' as const) }))
  if (left.length > 0) return { kind: 'ask', rule, people, supervisors: [], isAnybodyLeft: true }
  const why = asked.size > 0 ? 'not-taken' : 'nobody-there'
  const supervisors = supervisorsFor(lead, there).map((user) => ({ user, why }) as const)
  return { kind: 'ask', rule, people: [], supervisors, isAnybodyLeft: false }
}

function compare(choose: LeadRule['choose'], a: Colleague, b: Colleague): number {
  const byTurn = a.lastMs - b.lastMs
  return (choose === 'least-loaded' ? a.load - b.load || byTurn : byTurn) || (a.id < b.id ? -1 : 1)
}

/** Supervisors who have not seen it yet; where there are none, administrators. */
function supervisorsFor({ offers }: Sought, there: readonly Colleague[]): string[] {
  const seen = new Set(offers.map(({ user }) => user))
  const ofRole = (role: Role): Colleague[] => there.filter((one) => one.role === role)
  const supervisors = ofRole('supervisor')
  return (supervisors.length > 0 ? supervisors : ofRole('admin'))
    .filter(({ id, escalated }) => !seen.has(id) && escalated < MOST_ESCALATED)
    .map(({ id }) => id)
}
