import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient
} from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { Form, FormMapping, FormPatch, FormPayload, FormTried, NewForm } from '../../../../../contracts/form.ts'
import type { Payload } from '../../state/payload.ts'
import { query, request } from '../api.ts'
import { nextPage, type Page } from '../queries.ts'

const AGAIN_MS = 10_000
const at = (id: string): string => `/api/v1/forms/${encodeURIComponent(id)}`

export type Tried = Static<typeof FormTried>

export const formsQuery = infiniteQueryOptions({
  queryKey: ['forms'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam }) => request<Page<Form>>('GET', `/api/v1/forms${query({ cursor: pageParam })}`),
  getNextPageParam: nextPage
})

export const formQuery = (id: string) =>
  queryOptions({ queryKey: ['form', id], queryFn: () => request<Form>('GET', at(id)) })

/** The last ten, as they came. They are not told of: they are read again now and then. */
export const payloadsQuery = (id: string) =>
  queryOptions({
    queryKey: ['payloads', id],
    refetchInterval: AGAIN_MS,
    queryFn: async () => (await request<{ items: FormPayload[] }>('GET', `${at(id)}/payloads`)).items
  })

/** What would be made of a payload with this mapping. */
export const triedQuery = (id: string, mapping: FormMapping, payload: Payload | null) =>
  queryOptions({
    queryKey: ['tried', id, mapping, payload],
    enabled: payload !== null,
    placeholderData: keepPreviousData,
    queryFn: async () => (await request<{ items: Tried[] }>('POST', `${at(id)}/try`, { ...payload, mapping })).items
  })

export function useCreateForm() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: NewForm) => request<Form>('POST', '/api/v1/forms', form),
    onSuccess: () => client.invalidateQueries({ queryKey: formsQuery.queryKey })
  })
}

export function useFormChange(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (patch: FormPatch) => request<Form>('PATCH', at(id), patch),
    onSuccess: async (form) => {
      client.setQueryData(formQuery(id).queryKey, form)
      await client.invalidateQueries({ queryKey: formsQuery.queryKey })
    }
  })
}

export function useRemoveForm(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => request<undefined>('DELETE', at(id)),
    // read anew before the list is shown: it is not in it for a moment
    onSuccess: () => client.invalidateQueries({ queryKey: formsQuery.queryKey, refetchType: 'all' })
  })
}
