import { HubError } from '../../../contracts/errors.ts'
import type { Db } from '../transaction.ts'
import { findInteraction } from './store.ts'

/**
 * The agent who talked begins the work after the talk, or ends it; the same twice changes nothing. Throws 'not-found',
 * 'not-permitted' for who did not talk, 'conflict' for what is not in order. `by` is null for a program.
 */
export async function wrapUp(db: Db, asked: string, step: 'begin' | 'end', by: string | null): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    'select id from interaction where id = interaction_now($1) for update',
    [asked]
  )
  const interaction = rows[0] && (await findInteraction(db, rows[0].id))
  if (!interaction) throw new HubError('not-found', 'no such interaction')
  const { id, state, participants, wrapUp: present } = interaction
  const talks = participants.filter(({ user, answeredAt }) => by !== null && user?.id === by && answeredAt !== null)
  if (talks.length === 0) throw new HubError('not-permitted', 'wrap-up is for the agent who talked')
  if (state !== 'ended' && talks.some(({ leftAt }) => leftAt === null)) {
    throw new HubError('conflict', 'wrap-up is for after the talk: you are still in it')
  }
  if (step === 'end' && !present) throw new HubError('conflict', 'the wrap-up has not begun')
  if (step === 'begin' && present?.endedAt) throw new HubError('conflict', 'the wrap-up has ended')
  const column = step === 'begin' ? 'wrap_started_at' : 'wrap_ended_at'
  await db.query(
    `update interaction set ${column} = coalesce(${column}, date_trunc('milliseconds', clock_timestamp())),
       version = version + case when ${column} is null then 1 else 0 end
     where id = $1`,
    [id]
  )
}
