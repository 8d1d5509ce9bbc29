import type { AgentState } from '../../contracts/realtime.ts'
import type { User } from '../../contracts/rest.ts'
import type { Team } from '../../contracts/team.ts'

export type Directory = ReturnType<typeof createDirectory>

/** Who there is, and who of them has a page open. */
/** `isSeated`: the person has a page at another gateway. */
export function createDirectory(isSeated: (user: string) => boolean) {
  const users = new Map<string, User>()
  const online = new Map<string, number>()
  const members = new Map<string, ReadonlySet<string>>()
  const teams = new Map<string, readonly string[]>()
  const byExtension = new Map<string, string>()

  function putTeam({ id, members: now }: Pick<Team, 'id' | 'members'>): string[] {
    const before = members.get(id) ?? new Set<string>()
    const after = new Set(now.map((one) => one.id))
    members.set(id, after)
    const concerned = [...new Set([...before, ...after])]
    for (const user of concerned) {
      const others = (teams.get(user) ?? []).filter((team) => team !== id)
      teams.set(user, after.has(user) ? [...others, id] : others)
    }
    return before.size === after.size && concerned.length === after.size ? [] : concerned
  }

  return {
    /** Answers those who are, or were, in a team that has other members now: they see other customers. */
    putTeam,
    teamsOf: (user: string): readonly string[] => teams.get(user) ?? [],
    put(user: User): void {
      for (const extension of users.get(user.id)?.extensions ?? [])
        if (byExtension.get(extension) === user.id) byExtension.delete(extension)
      users.set(user.id, user)
      for (const extension of user.extensions) byExtension.set(extension, user.id)
    },
    withExtension: (extension: string): User | undefined => users.get(byExtension.get(extension) ?? ''),
    get: (id: string): User | undefined => users.get(id),
    /** Counts the pages of a person. */
    arrive: (id: string): void => void online.set(id, (online.get(id) ?? 0) + 1),
    depart(id: string): void {
      const left = (online.get(id) ?? 0) - 1
      if (left > 0) online.set(id, left)
      else online.delete(id)
    },
    /** Those who answer: agents, and whoever has a phone. */
    agents: (): string[] =>
      [...users.values()].flatMap(({ id, active, role, extensions }) =>
        active && (role === 'agent' || extensions.length > 0) ? [id] : []
      ),
    state(
      id: string,
      { state, interaction }: { state: 'busy' | 'ringing' | 'idle'; interaction: string | null }
    ): AgentState | undefined {
      const user = users.get(id)
      if (!user) return undefined
      const isOnline = online.has(id) || isSeated(id)
      const idle = isOnline ? 'available' : 'offline'
      return {
        user: { id, name: user.name },
        online: isOnline,
        state: state === 'idle' ? idle : state,
        interaction
      }
    }
  }
}
