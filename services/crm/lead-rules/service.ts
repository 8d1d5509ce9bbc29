import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { HubError } from '../../../contracts/errors.ts'
import type { LeadRule, LeadRulePatch, LeadRuleSettings, NewLeadRule } from '../../../contracts/lead-rule.ts'
import { requireTeam, requireUser } from '../concern.ts'
import { faultAt } from '../input.ts'
import { isTimeZone } from '../routing/hours.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { deleteRule, findRule, holdRules, insertRule, listRules, orderRules, writeRule } from './store.ts'

/** What a rule has of which nothing was said. */
const DEFAULTS: Omit<LeadRuleSettings, 'name'> = {
  isActive: true,
  when: { forms: [], sources: [], regions: [], languages: [], hours: null },
  to: { owner: true, users: [], team: null },
  choose: 'least-loaded',
  takeWithinSeconds: 30,
  callInSeconds: null
}

const MAX_RULES = 200

const given = <T extends object>(wanted: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(wanted ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>

function merge(before: Omit<LeadRuleSettings, 'name'> & { name?: string }, wanted: LeadRulePatch): LeadRuleSettings {
  const { isActive, choose, takeWithinSeconds, callInSeconds, name = '', when, to } = before
  return {
    ...{ name, isActive, choose, takeWithinSeconds, callInSeconds },
    ...given(wanted),
    when: { ...when, ...given(wanted.when) },
    to: { ...to, ...given(wanted.to) }
  } as LeadRuleSettings
}

/** Throws 'bad-input' for what no lead could be asked of. */
async function check(tx: Db, { when, to, takeWithinSeconds, callInSeconds }: LeadRuleSettings): Promise<void> {
  if (when.hours && !isTimeZone(when.hours.timeZone)) {
    throw faultAt('/when/hours/timeZone', 'is no time zone, like Europe/Moscow')
  }
  const wrong = when.hours?.week.findIndex(({ from, to: end }) => from >= end) ?? -1
  if (wrong >= 0) throw faultAt(`/when/hours/week/${wrong}/to`, 'must be later than `from`')
  if (callInSeconds !== null && callInSeconds > takeWithinSeconds) {
    throw faultAt('/callInSeconds', 'must not be more than takeWithinSeconds')
  }
  for (const [n, user] of to.users.entries()) await requireUser(tx, `/to/users/${n}`, user)
  await requireTeam(tx, '/to/team', to.team)
  const { rows } = await tx.query<{ id: string }>('select id from form where id = any($1)', [when.forms])
  const known = new Set(rows.map(({ id }) => id))
  const unknown = when.forms.findIndex((id) => !known.has(id))
  if (unknown >= 0) throw faultAt(`/when/forms/${unknown}`, 'is no form')
}

export async function createRule(db: pg.Pool, wanted: NewLeadRule): Promise<LeadRule> {
  return inTransaction(db, async (tx) => {
    await holdRules(tx)
    if ((await listRules(tx)).length >= MAX_RULES) throw new HubError('conflict', `there are ${MAX_RULES} already`)
    const settings = merge(DEFAULTS, wanted)
    await check(tx, settings)
    const id = uuidv7()
    await insertRule(tx, id, settings)
    return known(await findRule(tx, id))
  })
}

/** Throws 'not-found', 'bad-input'. */
export async function changeRule(db: pg.Pool, id: string, wanted: LeadRulePatch): Promise<LeadRule> {
  return inTransaction(db, async (tx) => {
    await holdRules(tx)
    const settings = merge(known(await findRule(tx, id)), wanted)
    await check(tx, settings)
    await writeRule(tx, id, settings)
    return known(await findRule(tx, id))
  })
}

/** Throws 'not-found'. */
export async function removeRule(db: pg.Pool, id: string): Promise<void> {
  if (!(await deleteRule(db, id))) throw new HubError('not-found', 'no such rule')
}

/** Throws 'conflict' unless all rules that there are are named. */
export async function setOrder(db: pg.Pool, ids: readonly string[]): Promise<LeadRule[]> {
  return inTransaction(db, async (tx) => {
    await holdRules(tx)
    const present = (await listRules(tx)).map(({ id }) => id)
    if (present.length !== ids.length || !present.every((id) => ids.includes(id))) {
      throw new HubError('conflict', 'other rules were added or removed meanwhile: read them again')
    }
    await orderRules(tx, ids)
    return listRules(tx)
  })
}

export function known(rule: LeadRule | undefined): LeadRule {
  if (!rule) throw new HubError('not-found', 'no such rule')
  return rule
}
