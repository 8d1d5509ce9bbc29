import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query'
import type { Contact } from '../../../../contracts/contact.ts'
import type { Interaction } from '../../../../contracts/interaction.ts'
import type { HealthPage, Session, User } from '../../../../contracts/rest.ts'
import type { InteractionTrace } from '../../../../contracts/trace.ts'
import { ApiProblem, query, request } from './api.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/** What GET /api/v1/interactions is asked for. Times are ISO. */
export interface InteractionFilter {
  readonly state?: string
  readonly direction?: string
  readonly outcome?: string
  readonly user?: string
  readonly since?: string
  readonly q?: string
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

const nextPage = (last: Page<unknown>): string | null => last.nextCursor

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

export const interactionsQuery = (filter: InteractionFilter) =>
  infiniteQueryOptions({
    queryKey: ['interactions', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<Interaction>>('GET', `/api/v1/interactions${query({ ...filter, cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

export const interactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['interaction', id],
    queryFn: () => request<Interaction>('GET', `/api/v1/interactions/${encodeURIComponent(id)}`)
  })

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

export const contactsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => request<Page<Contact>>('GET', `/api/v1/contacts${query({ q, cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', id],
    queryFn: () => request<Contact>('GET', `/api/v1/contacts/${encodeURIComponent(id)}`)
  })

export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<Interaction>>(
        'GET',
        `/api/v1/contacts/${encodeURIComponent(id)}/timeline${query({ cursor: pageParam })}`
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
