import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { Duplicate, Merge, MergeDone, MergePreview, NewMerge } from '../../../../../contracts/merge.ts'
import { query, request } from '../api.ts'
import { contactQuery } from '../contacts/queries.ts'
import { nextPage, type Page } from '../queries.ts'

const MERGES = '/api/v1/contacts/merges'

export const duplicatesQuery = (state: 'open' | 'dismissed') =>
  infiniteQueryOptions({
    queryKey: ['duplicates', state],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<Duplicate>>('GET', `/api/v1/duplicates${query({ state, cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

/** Who may be the same person as a contact. */
export const duplicatesOfQuery = (contact: string) =>
  queryOptions({
    queryKey: ['duplicates', 'of', contact],
    queryFn: async () =>
      (await request<Page<Duplicate>>('GET', `/api/v1/duplicates${query({ state: 'open', contact })}`)).items
  })

/** The merges that were done, the newest first; of one contact, or all of them. */
export const mergesQuery = (contact?: string) =>
  infiniteQueryOptions({
    queryKey: ['merges', contact ?? 'all'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) => request<Page<Merge>>('GET', `${MERGES}${query({ contact, cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

/** What would come of a merge; asked anew with every choice. */
export const previewQuery = (wish: Pick<NewMerge, 'winner' | 'losers' | 'fields'>) =>
  queryOptions({
    queryKey: ['merge-preview', wish],
    staleTime: 0,
    placeholderData: (before: MergePreview | undefined) => before,
    queryFn: () => request<MergePreview>('POST', MERGES, { ...wish, preview: true } satisfies NewMerge)
  })

/** After a merge or an undo nearly every list may show somebody else. */
function useForget(): (contact: Contact | null) => Promise<void> {
  const client = useQueryClient()
  const stale = ['contact', 'contacts', 'duplicates', 'merges', 'timeline', 'interactions', 'tasks', 'missed-calls']
  return async (contact) => {
    if (contact) client.setQueryData(contactQuery(contact.id).queryKey, contact)
    await Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })))
  }
}

export function useMerge() {
  const forget = useForget()
  return useMutation({
    mutationFn: (wish: NewMerge) => request<MergeDone>('POST', MERGES, wish),
    onSuccess: ({ contact }) => forget(contact)
  })
}

export function useUndo() {
  const forget = useForget()
  return useMutation({
    mutationFn: (id: string) => request<MergeDone>('POST', `${MERGES}/${encodeURIComponent(id)}/undo`, {}),
    onSuccess: () => forget(null)
  })
}

export function useDismiss() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request('POST', `/api/v1/duplicates/${encodeURIComponent(id)}/dismiss`, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: ['duplicates'] })
  })
}
