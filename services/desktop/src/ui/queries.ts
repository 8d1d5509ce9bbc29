import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query'
import type { Interaction, WholeInteraction } from '../../../../contracts/interaction.ts'
import type { HealthPage, Session, User } from '../../../../contracts/rest.ts'
import type { InteractionTrace } from '../../../../contracts/trace.ts'
import { asked, type Filter } from '../state/filters.ts'
import { startOfDay } from '../state/format.ts'
import { ApiProblem, hubNow, query, request } from './api.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/** A fault that trying again may mend: no answer, or a part of the hub away. */
const mayMend = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.word === 'away' || error.word === 'unavailable')

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (count, error) => count < 3 && mayMend(error), networkMode: 'always' },
      mutations: { networkMode: 'always' }
    }
  })
}

export const nextPage = (last: Page<unknown>): string | null => last.nextCursor

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async (): Promise<Session | null> => {
    try {
      return await request<Session>('GET', '/api/v1/session')
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null
      throw error
    }
  }
})

export const interactionsQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['interactions', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<Interaction>>(
        'GET',
        `/api/v1/interactions${query({ ...asked(filter, startOfDay(hubNow())), cursor: pageParam })}`
      ),
    getNextPageParam: nextPage
  })

export const interactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['interaction', id],
    queryFn: () => request<WholeInteraction>('GET', `/api/v1/interactions/${encodeURIComponent(id)}`)
  })

/** What is told of an interaction is all but its text: what is known of that stays, until it is read again. */
export function keepInteraction(client: QueryClient, interaction: Interaction): void {
  const { queryKey } = interactionQuery(interaction.id)
  client.setQueryData(queryKey, (known) => known && { ...known, ...interaction })
  if (interaction.channel !== 'call') void client.invalidateQueries({ queryKey })
}

export const traceQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['trace', id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<InteractionTrace>(
        'GET',
        `/api/v1/interactions/${encodeURIComponent(id)}/trace${query({ cursor: pageParam })}`
      ),
    getNextPageParam: nextPage
  })

export const usersQuery = infiniteQueryOptions({
  queryKey: ['users'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam }) => request<Page<User>>('GET', `/api/v1/users${query({ cursor: pageParam })}`),
  getNextPageParam: nextPage
})

export const healthQuery = queryOptions({
  queryKey: ['health'],
  refetchInterval: 5_000,
  queryFn: () => request<HealthPage>('GET', '/api/v1/health')
})
