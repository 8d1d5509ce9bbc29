import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { TimelineItem } from '../../../../../contracts/timeline.ts'
import { query, request } from '../api.ts'
import { nextPage, type Page } from '../queries.ts'

export const KINDS = ['call', 'email', 'form', 'chat', 'crm', 'task', 'merge'] as const
export type Kind = (typeof KINDS)[number]

export const timelineQuery = (contact: string, kinds: readonly Kind[]) =>
  infiniteQueryOptions({
    queryKey: ['timeline', contact, kinds],
    initialPageParam: null as string | null,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      request<Page<TimelineItem>>(
        'GET',
        `/api/v1/contacts/${encodeURIComponent(contact)}/timeline${query({ kind: kinds.join(','), cursor: pageParam })}`
      ),
    getNextPageParam: nextPage
  })
