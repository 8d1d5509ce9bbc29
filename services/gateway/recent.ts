import type { Interaction } from '../../contracts/interaction.ts'
import type { ScreenPop } from '../../contracts/realtime.ts'
import type { User } from '../../contracts/rest.ts'
import { seesCustomer, whoseOf } from './audience.ts'

/** Who calls is told to everybody who is rung; of what went before, each is shown what they may see. */
export function popFor(
  { id: user, sees }: Pick<User, 'id' | 'sees'>,
  pop: ScreenPop,
  teamsOf: (user: string) => readonly string[]
): ScreenPop {
  if (sees === 'all' || pop.recent.length === 0) return pop
  const sight = { user, sees, teams: teamsOf(user) }
  const isSeen = ({ contact, participants }: Interaction): boolean => {
    if (contact === null) return true
    const of = pop.candidates.find((candidate) => candidate.contact.id === contact.id)?.contact
    const users = participants.flatMap((participant) => participant.user?.id ?? [])
    if (!of) return users.includes(user)
    return seesCustomer(sight, whoseOf({ owner: of.owner?.id ?? null, team: of.team?.id ?? null, users }, teamsOf))
  }
  return { ...pop, recent: pop.recent.filter(isSeen) }
}
