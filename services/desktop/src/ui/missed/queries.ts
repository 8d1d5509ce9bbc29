import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query'
import type { MissedCall, MissedCallSummary } from '../../../../../contracts/missed-call.ts'
import { query, request } from '../api.ts'
import { nextPage, type Page } from '../queries.ts'
import { useMayAnswer } from '../session-context.tsx'

/** An entry falls due by the clock alone, without the hub saying so. */
const AGAIN_MS = 60_000

export const VIEWS = ['open', 'mine', 'overdue', 'closed'] as const
type MissedView = (typeof VIEWS)[number]

const ASKED = {
  open: { state: 'open' },
  mine: { state: 'open', owner: 'me' },
  overdue: { state: 'open', overdue: 'true' },
  closed: { state: 'closed' }
} as const

export const missedQuery = (view: MissedView) =>
  infiniteQueryOptions({
    queryKey: ['missed-calls', view],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<MissedCall>>('GET', `/api/v1/missed-calls${query({ ...ASKED[view], cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

export const missedSummaryQuery = queryOptions({
  queryKey: ['missed-calls', 'summary'],
  refetchInterval: AGAIN_MS,
  queryFn: () => request<MissedCallSummary>('GET', '/api/v1/missed-calls/summary')
})

/** How many customers wait for a call back. */
export function useMissedCount(): number {
  const { data } = useQuery({ ...missedSummaryQuery, enabled: useMayAnswer() })
  return data?.open ?? 0
}
