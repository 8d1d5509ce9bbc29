import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { SearchResult } from '../../../../../contracts/search.ts'
import { query, request } from '../api.ts'

export const MIN_CHARS = 2
const SHOWN = '6'

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    enabled: q.length >= MIN_CHARS,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request<SearchResult>('GET', `/api/v1/search${query({ q, limit: SHOWN })}`, undefined, signal)
  })
