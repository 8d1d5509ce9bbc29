import type { Conversion, Goal, Network } from '../../../contracts/conversion.ts'
import type { Touch } from '../../../contracts/submission.ts'
import { createParameters, type Put } from '../parameters.ts'
import type { Db } from '../transaction.ts'
import { EVERYTHING, type Sight, seesRecord } from '../visibility.ts'
import { clickIdOf, idNames } from './ids.ts'

/** When a lead came to be that. Who was won without being taken was taken then, too. */
const MOMENTS: Readonly<Record<Goal['state'], string>> = {
  new: "case when l.state <> 'spam' then l.created_at end",
  taken: `case when l.state in ('taken', 'won', 'lost')
    then coalesce(l.taken_at, case when l.state = 'won' then l.closed_at end) end`,
  won: "case when l.state = 'won' then l.closed_at end"
}

interface Asked {
  readonly network: Network
  readonly goals: readonly Goal[]
  readonly since: string
  readonly until: string
  readonly limit: number
  readonly sight?: Sight
  /** Only what nobody has begun to upload. */
  readonly isUnsent?: boolean
}

type Row = Omit<Conversion, 'id' | 'network' | 'price' | 'currency' | 'state' | 'name'> & {
  readonly goal: number
  readonly firstTouch: Touch | null
  readonly lastTouch: Touch | null
}

const nameFor = (network: Network, goal: Goal): string | undefined => goal[network]

/** Own leads are seen, whosever customers they are of. */
function seen(sight: Sight, put: Put): string {
  const condition = seesRecord(sight, put, 'l.contact_id')
  return condition === undefined ? 'true' : `(l.owner_id = ${put(sight.user)} or ${condition})`
}

/** What a network may be told, oldest first. */
export async function listConversions(db: Db, asked: Asked): Promise<Conversion[]> {
  const { network, goals, since, until, limit, sight = EVERYTHING, isUnsent = false } = asked
  const named = goals.filter((goal) => nameFor(network, goal) !== undefined)
  if (named.length === 0) return []
  const { put, values } = createParameters()
  const [from, to, names] = [put(since), put(until), put(idNames(network))]
  const parts = named.map((goal, at) => {
    const moment = MOMENTS[goal.state]
    return `select l.id, l.first_touch, l.last_touch, l.owner_id, l.contact_id, ${moment} as at, ${put(at)}::int as goal,
        ${put(nameFor(network, goal))}::text as name
      from lead l where ${moment} >= ${from} and ${moment} < ${to}
        and (l.last_touch ?| ${names}::text[] or l.first_touch ?| ${names}::text[])`
  })
  const { rows } = await db.query<Row>(
    `select l.id as lead, l.goal, iso(l.at) as at, l.first_touch as "firstTouch", l.last_touch as "lastTouch",
       case when s.state is not null then jsonb_build_object('state', s.state, 'tries', s.tries, 'sentAt', iso(s.sent_at),
         'error', s.error) end as upload
     from (${parts.join(' union all ')}) l
     left join conversion_upload s on s.lead_id = l.id and s.network = ${put(network)} and s.name = l.name
     where ${seen(sight, put)} ${isUnsent ? 'and s.state is null' : ''}
     order by l.at, l.id, l.goal limit ${put(limit)}`,
    values
  )
  return rows.flatMap(({ goal: at, firstTouch, lastTouch, ...row }): Conversion[] => {
    const goal = named[at]
    const id = clickIdOf(network, [lastTouch, firstTouch])
    if (!goal || !id) return []
    const { state, price = null, currency } = goal
    return [{ ...row, network, state, name: nameFor(network, goal) ?? '', id, price, currency }]
  })
}
