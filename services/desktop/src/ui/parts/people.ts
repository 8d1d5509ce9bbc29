import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Team } from '../../../../../contracts/team.ts'
import type { Brief } from '../../../../../contracts/words.ts'
import { request } from '../api.ts'
import { useDesk } from '../desk-context.tsx'
import { type Page, usersQuery } from '../queries.ts'
import { seesAll, useSession } from '../session-context.tsx'

const SELDOM_MS = 60_000

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  staleTime: SELDOM_MS,
  queryFn: async () => (await request<Page<Team>>('GET', '/api/v1/teams')).items
})

/** Colleagues that this person may name: all users for who oversees them, else those of the teams and those at work. */
export function useColleagues(): readonly Brief[] {
  const session = useSession()
  const agents = useDesk((desk) => desk.agents)
  const teams = useQuery(teamsQuery)
  const users = useInfiniteQuery({ ...usersQuery, enabled: seesAll(session), staleTime: SELDOM_MS })
  const all = [
    ...(users.data?.pages.flatMap((page) => page.items).filter((user) => user.active) ?? []),
    ...(teams.data?.flatMap((team) => team.members) ?? []),
    ...[...agents.values()].map((agent) => agent.user),
    ...(session.user ? [session.user] : [])
  ]
  const known = new Map(all.map(({ id, name }) => [id, { id, name }]))
  return [...known.values()].sort((one, other) => one.name.localeCompare(other.name))
}
