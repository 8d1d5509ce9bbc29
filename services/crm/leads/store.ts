import type { Lead, LeadState } from '../../../contracts/lead.ts'
import type { Db } from '../transaction.ts'

export async function readLead(db: Db, id: string): Promise<Lead | undefined> {
  const { rows } = await db.query<{ lead: Lead }>({
    name: 'read-lead',
    text: 'select lead_json(l) as lead from lead l where id = $1',
    values: [id]
  })
  return rows[0]?.lead
}

/** Held until the end of the transaction. */
export async function holdLead(db: Db, id: string): Promise<void> {
  await db.query('select 1 from lead where id = $1 for update', [id])
}

interface Changes {
  readonly state?: LeadState | undefined
  readonly ownerId?: string | null | undefined
  readonly teamId?: string | null | undefined
}

/** `undefined` leaves a field as it is. It is taken once, and closed when it is won or lost. */
export async function updateLead(db: Db, id: string, { state, ownerId, teamId }: Changes): Promise<void> {
  await db.query(
    `update lead set state = coalesce($2, state),
       owner_id = case when $3 then $4 else owner_id end, team_id = case when $5 then $6 else team_id end,
       taken_at = case when $2 = 'taken' then coalesce(taken_at, date_trunc('milliseconds', now()))
         when $2 = 'new' then null else taken_at end,
       closed_at = case when $2 in ('won', 'lost') then date_trunc('milliseconds', now())
         when $2 in ('new', 'taken') then null else closed_at end,
       version = version + 1
     where id = $1`,
    [id, state ?? null, ownerId !== undefined, ownerId, teamId !== undefined, teamId]
  )
}
