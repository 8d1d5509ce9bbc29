import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Account, AccountView } from '../../../../../contracts/account.ts'
import { query, request } from '../api.ts'
import { nextPage, type Page } from '../queries.ts'

export const accountsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['accounts', q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => request<Page<Account>>('GET', `/api/v1/accounts${query({ q, cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

/** An organisation with its branches, and its staff page by page. */
export const accountQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['account', id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<AccountView>('GET', `/api/v1/accounts/${encodeURIComponent(id)}${query({ cursor: pageParam })}`),
    getNextPageParam: (last) => last.staff.nextCursor
  })
