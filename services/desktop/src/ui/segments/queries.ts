import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { NewSegment, Segment } from '../../../../../contracts/segment.ts'
import { query, request } from '../api.ts'
import type { Page } from '../queries.ts'

const SELDOM_MS = 60_000

export const segmentsQuery = (kind: Segment['kind']) =>
  queryOptions({
    queryKey: ['segments', kind],
    staleTime: SELDOM_MS,
    queryFn: async () => (await request<Page<Segment>>('GET', `/api/v1/segments${query({ kind })}`)).items
  })

export function useSaveSegment() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: NewSegment) => request<Segment>('POST', '/api/v1/segments', body),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] })
  })
}

export function useRemoveSegment() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request('DELETE', `/api/v1/segments/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['segments'] })
  })
}
