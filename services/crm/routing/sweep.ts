import type pg from 'pg'
import type { HubConfig } from '../../../contracts/config.ts'
import { destinationOf } from '../calls/dialing.ts'
import type { Publisher } from '../feed/publisher.ts'
import type { FeedRow } from '../feed/store.ts'
import { listRules } from '../lead-rules/store.ts'
import { isE164 } from '../numbers.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { allExtensions } from '../users/store.ts'
import { type Colleague, type Decision, decide } from './decide.ts'
import {
  appendOffers,
  type DueLead,
  endOffer,
  insertOffer,
  isAnythingDue,
  isWholePage,
  leaveRoute,
  lookAgain,
  readColleagues,
  takeDue
} from './store.ts'

export interface SweepDeps {
  readonly db: pg.Pool
  readonly hub: Pick<HubConfig, 'region' | 'dialing'>
  readonly publisher: Pick<Publisher, 'publish'>
  readonly now: () => number
}

/** Somebody on the phone may hang up: nothing says so. */
const BUSY_MS = 2_000
/** That somebody came is told. */
const NOBODY_MS = 30_000

interface Swept {
  readonly rows: FeedRow[]
  /** The last of a page that may not be the last one. */
  readonly last: string | null
  readonly isAnybodyFree: boolean
}

/** What one transaction looks at, and what it does. */
interface Page {
  readonly tx: Db
  readonly there: Colleague[]
  readonly nowMs: number
  /** Whether this number may be called by itself. */
  mayCall(phone: string | null): boolean
  /** Offers that were made or ended. */
  readonly changed: string[]
  readonly busy: string[]
  readonly nobody: string[]
}

/**
 * Puts the leads that are due before whoever is to be asked next. Any process may do it at any time: a lead is held by one
 * of them, and a person has one lead at a time.
 */
export async function sweep(deps: SweepDeps, present: ReadonlySet<string>, somebodyCame: boolean): Promise<void> {
  if (!somebodyCame && !(await isAnythingDue(deps.db))) return
  for (let after: string | null = null; ; ) {
    const { rows, last, isAnybodyFree }: Swept = await inTransaction(deps.db, (tx) =>
      sweepPage(tx, deps, present, { somebodyCame, after })
    )
    deps.publisher.publish(rows)
    // The rest waits for people, too, or is looked at with the next second.
    if (last === null || (somebodyCame && !isAnybodyFree)) return
    after = last
  }
}

async function sweepPage(
  tx: Db,
  { hub, now }: SweepDeps,
  present: ReadonlySet<string>,
  { somebodyCame, after }: { readonly somebodyCame: boolean; readonly after: string | null }
): Promise<Swept> {
  const leads = await takeDue(tx, somebodyCame, after)
  if (leads.length === 0) return { rows: [], last: null, isAnybodyFree: false }
  const rules = await listRules(tx)
  const there = await readColleagues(tx, present)
  const extensions = await allExtensions(tx)
  const nowMs = now()
  const page: Page = {
    ...{ tx, there, nowMs, changed: [], busy: [], nobody: [] },
    mayCall: (phone) => phone !== null && isE164(phone) && isAllowed(phone, { ...hub, extensions })
  }
  for (const lead of leads) {
    if (await isStillBefore(page, lead)) continue
    await follow(page, lead, decide(rules, lead, page.there, nowMs))
  }
  await lookAgain(tx, page.busy, nowMs + BUSY_MS, true)
  await lookAgain(tx, page.nobody, nowMs + NOBODY_MS, true)
  const last = isWholePage(leads) ? (leads.at(-1)?.id ?? null) : null
  const isAnybodyFree = page.there.some(({ isBusy }) => !isBusy)
  return { rows: await appendOffers(tx, page.changed), last, isAnybodyFree }
}

/** Somebody has it before them, and their time is not over. */
async function isStillBefore({ tx, nowMs, changed }: Page, { id, offers }: DueLead): Promise<boolean> {
  const open = offers.find((offer) => offer.isOpen && offer.kind === 'person')
  if (!open) return false
  if (!open.isOver) {
    await lookAgain(tx, [id], open.untilMs ?? nowMs + NOBODY_MS, false)
    return true
  }
  await endOffer(tx, open.id, 'expired')
  changed.push(open.id)
  return false
}

async function follow(page: Page, lead: DueLead, decision: Decision): Promise<void> {
  const { tx, changed, nowMs } = page
  if (decision.kind === 'leave') return leaveRoute(tx, lead.id)
  if (decision.kind === 'later') return lookAgain(tx, [lead.id], decision.atMs, false)
  const { rule, people, supervisors } = decision
  const offer = { lead: lead.id, rule: rule.name, interaction: lead.interaction }
  for (const { user, why } of people) {
    const colleague = page.there.find(({ id }) => id === user)
    const callInSeconds = colleague?.extensions.length && page.mayCall(lead.phone) ? rule.callInSeconds : null
    const withinSeconds = rule.takeWithinSeconds
    const made = await insertOffer(tx, { ...offer, user, why, kind: 'person', withinSeconds, callInSeconds })
    if (!made) continue
    changed.push(made.id)
    replace(page.there, user, { isBusy: true, lastMs: nowMs })
    return lookAgain(tx, [lead.id], made.untilMs ?? nowMs, false)
  }
  for (const { user, why } of supervisors) {
    const made = await insertOffer(tx, {
      ...offer,
      user,
      why,
      kind: 'supervisor',
      withinSeconds: null,
      callInSeconds: null
    })
    if (!made) continue
    changed.push(made.id)
    replace(page.there, user, { escalated: (page.there.find(({ id }) => id === user)?.escalated ?? 0) + 1 })
  }
  page[decision.isAnybodyLeft ? 'busy' : 'nobody'].push(lead.id)
}

function replace(there: Colleague[], user: string, change: Partial<Colleague>): void {
  const at = there.findIndex(({ id }) => id === user)
  const known = there[at]
  if (known) there[at] = { ...known, ...change }
}

function isAllowed(phone: string, rules: Parameters<typeof destinationOf>[1]): boolean {
  try {
    return destinationOf(phone, rules).kind === 'external'
  } catch {
    return false // refused: a person may try, and is told why
  }
}
