import { HubError } from '../../../contracts/errors.ts'
import { type CallDeps, makeCall } from '../calls/service.ts'
import type { Publisher } from '../feed/publisher.ts'
import type { FeedRow } from '../feed/store.ts'
import { holdLead, readLead } from '../leads/store.ts'
import { type Db, inTransaction } from '../transaction.ts'
import { findUser } from '../users/store.ts'
import { giveLead } from './offers.ts'
import { appendOffers, endOffer, makeDue } from './store.ts'

export interface LeadCallDeps {
  readonly calls: CallDeps
  readonly publisher: Pick<Publisher, 'publish'>
  /** Throws 'too-many-requests'. */
  readonly checkPace: (asker: string) => Promise<void>
  readonly wake: () => void
}

/** While its phone rings, and a little longer, a lead stays before its person. */
const RING_SECONDS = 60
/** Whoever was at it was killed: the same call is asked for once more, under the same id. */
const AGAIN_SECONDS = 5
/** Later than this a call is worse than none. */
const TOO_LATE_SECONDS = 15
const AT_ONCE = 20

interface DueCall {
  readonly id: string
  readonly lead: string
  readonly user: string
  readonly phone: string | null
  readonly contact: string | null
}

/**
 * Takes the calls whose time has come, each for one process; and those that a process took and that did not come about.
 * From here on the call is asked for under the offer's id: however often that happens, it rings once.
 */
async function takeDueCalls(tx: Db): Promise<DueCall[]> {
  const { rows } = await tx.query<DueCall>(
    `with due as (
       select o.id from lead_offer o where o.outcome is null and (
         o.call = 'due' and o.call_at <= now()
         or o.call = 'asked' and o.call_interaction is null and o.asked_at < now() - make_interval(secs => $1))
         and o.call_at > now() - make_interval(secs => $3)
       order by o.call_at limit ${AT_ONCE} for update skip locked)
     update lead_offer o set call = 'asked', asked_at = now(),
       until = greatest(o.until, now() + make_interval(secs => $2))
     from due, lead l where o.id = due.id and l.id = o.lead_id
     returning o.id, o.lead_id as lead, o.user_id as "user", l.phone, l.contact_id as contact`,
    [AGAIN_SECONDS, RING_SECONDS, TOO_LATE_SECONDS]
  )
  if (rows.length > 0) {
    await tx.query('update lead_route set due_at = now() + make_interval(secs => $2) where lead_id = any($1)', [
      rows.map(({ lead }) => lead),
      RING_SECONDS
    ])
  }
  return rows
}

/** Rings the people whose calls are due, and then their customers. */
export async function makeDueCalls(deps: LeadCallDeps): Promise<void> {
  const { calls, publisher } = deps
  const { due, rows } = await inTransaction(calls.db, async (tx) => {
    const due = await takeDueCalls(tx)
    return {
      due,
      rows: await appendOffers(
        tx,
        due.map(({ id }) => id)
      )
    }
  })
  publisher.publish(rows)
  await Promise.all(due.map((call) => ring(deps, call)))
}

async function ring({ calls, checkPace, publisher, wake }: LeadCallDeps, call: DueCall): Promise<void> {
  try {
    const user = await findUser(calls.db, call.user)
    if (!user || call.phone === null) throw new HubError('not-found', 'there is nobody to ring, or nobody to call')
    await checkPace(user.id)
    const contact = call.contact === null ? {} : { contact: call.contact }
    const interaction = await makeCall(calls, { user, role: 'agent' }, { to: call.phone, ...contact }, call.id)
    await calls.db.query('update lead_offer set call_interaction = $2 where id = $1', [call.id, interaction])
  } catch (err) {
    if (!(err instanceof HubError)) {
      calls.log.error({ err, offer: call.id }, 'a lead could not be called: it is tried again')
      return
    }
    calls.log.info({ offer: call.id, word: err.word }, 'the call of a lead did not come about')
    publisher.publish(await fail(calls, call, OWN_PHONE.has(err.word)))
    wake()
  }
}

/** It is the person's own phone: the lead goes to the next. */
const OWN_PHONE: ReadonlySet<string> = new Set(['phone-busy', 'phone-unreachable', 'phone-declined', 'no-phone'])

/** With `isGone` it goes to the next; else the person still has it before them, and may call by hand. */
async function fail({ db }: CallDeps, { id, lead }: Pick<DueCall, 'id' | 'lead'>, isGone: boolean): Promise<FeedRow[]> {
  return inTransaction(db, async (tx) => {
    await holdLead(tx, lead)
    const { rowCount } = await tx.query("update lead_offer set call = 'failed' where id = $1 and outcome is null", [id])
    if (rowCount === 0) return []
    if (isGone) {
      await endOffer(tx, id, 'expired')
      await makeDue(tx, lead)
    }
    return appendOffers(tx, [id])
  })
}

interface AskedCall {
  readonly id: string
  readonly lead: string
  readonly user: string
  readonly isPickedUp: boolean
  /** It rang, and it is over. */
  readonly isOver: boolean
}

/** What became of the phones that were rung: who has picked up has the lead; of who has not, it goes to the next. */
export async function settleCalls(deps: LeadCallDeps): Promise<void> {
  const { calls, publisher, wake } = deps
  const { rows: settled } = await calls.db.query<AskedCall>(
    `select o.id, o.lead_id as lead, o.user_id as "user", coalesce(p.is_up, false) as "isPickedUp",
       coalesce(i.state = 'ended', false) as "isOver"
     from lead_offer o left join interaction i on i.id = interaction_now(o.call_interaction)
     left join lateral (select bool_or(e ->> 'answeredAt' is not null) as is_up from jsonb_array_elements(i.participants) e
       where e #>> '{user,id}' = o.user_id::text) p on true
     where o.call in ('due', 'asked') and o.outcome is null
       and (p.is_up or i.state = 'ended' or o.call_interaction is null and o.call_at < now() - make_interval(secs => $1))
     limit ${AT_ONCE}`,
    [TOO_LATE_SECONDS]
  )
  for (const call of settled) {
    publisher.publish(await (call.isPickedUp ? give(calls, call) : fail(calls, call, call.isOver)))
    wake()
  }
}

async function give({ db }: CallDeps, { lead, user }: AskedCall): Promise<FeedRow[]> {
  return inTransaction(db, async (tx) => {
    await holdLead(tx, lead)
    const found = await readLead(tx, lead)
    return found?.state === 'new' && found.owner === null ? giveLead(tx, lead, user) : []
  })
}
