import type { AgentState } from '../../contracts/realtime.ts'
import type { User } from '../../contracts/rest.ts'

export type Directory = ReturnType<typeof createDirectory>

/** Who there is, and who of them has a page open. */
/** `isSeated`: the person has a page at another gateway. */
export function createDirectory(isSeated: (user: string) => boolean) {
  const users = new Map<string, User>()
  const online = new Map<string, number>()

  return {
    put: (user: User): void => void users.set(user.id, user),
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
