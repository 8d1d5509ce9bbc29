import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { nameKey } from '../duplicates/finding.ts'
import type { Publisher } from '../feed/publisher.ts'
import type { FeedRow } from '../feed/store.ts'
import { idAt } from '../interactions/quarters.ts'
import { fold } from '../search.ts'
import type { Db } from '../transaction.ts'

interface Deps {
  readonly db: pg.Pool
  readonly publisher: Pick<Publisher, 'publish'>
  /** Forgets what was prepared for pops: a contact may have been made. */
  readonly forgetPops: () => void
}

interface Call {
  readonly id: string
  readonly startedAt: string
  readonly number: string
  readonly raw: string | null
  readonly name: string | null
}

const AT_ONCE = 100

/** Calls that are over, to lines where somebody new is a lead, and that nobody has looked at. */
async function findCalls(db: Db): Promise<Call[]> {
  const { rows } = await db.query<Call>(
    `select i.id, iso(i.started_at) as "startedAt", i.remote_address as number, i.remote_raw as raw, i.remote_name as name
     from (select distinct address from line_source where leads) line
     join interaction i on i.line = line.address and i.started_at > now() - interval '1 day'
     where i.channel = 'call' and i.direction = 'inbound' and i.state = 'ended' and i.remote_address like '+%'
       and not exists (select from call_lead c where c.interaction_id = i.id)
     order by i.started_at limit $1`,
    [AT_ONCE]
  )
  return rows
}

async function leadOf(db: Db, { id, startedAt, number, raw, name }: Call): Promise<FeedRow[]> {
  const displayName = (name ?? raw ?? number).slice(0, 200)
  const who = {
    ...{ displayName, search: fold(`${displayName} `), nameKey: nameKey(displayName) },
    ...{ phones: [{ number, raw: raw ?? number }], emails: [] },
    leadSearch: fold([name, raw, number].filter(Boolean).join(' '))
  }
  const { rows } = await db.query<FeedRow>('select * from lead_of_call($1, $2, $3, $4)', [
    ...[id, idAt(startedAt), uuidv7(), JSON.stringify(who)]
  ])
  return rows
}

/** Makes leads of calls of somebody new to lines that are advertised: each once, at any time, in any process. */
export async function makeCallLeads({ db, publisher, forgetPops }: Deps): Promise<void> {
  for (const call of await findCalls(db)) {
    const rows = await leadOf(db, call)
    if (rows.some(({ type }) => type === 'contact')) forgetPops()
    publisher.publish(rows)
  }
}

/** Longer than calls are looked for. */
export async function pruneCallLeads(db: Db): Promise<void> {
  await db.query("delete from call_lead where lead_id is null and at < now() - interval '7 days'")
}
