import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Consent } from '../../../../../contracts/consent.ts'
import type { Contact } from '../../../../../contracts/contact.ts'
import type { ContactField } from '../../../../../contracts/contact-field.ts'
import type { Filter } from '../../state/filters.ts'
import { query, request } from '../api.ts'
import { nextPage, type Page } from '../queries.ts'

const SELDOM_MS = 60_000

const at = (id: string): string => `/api/v1/contacts/${encodeURIComponent(id)}`

export const contactsQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['contacts', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<Contact>>('GET', `/api/v1/contacts${query({ ...filter, cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

export const contactQuery = (id: string) =>
  queryOptions({ queryKey: ['contact', id], queryFn: () => request<Contact>('GET', at(id)) })

/** The fields that an administrator defined, in their order. */
export const fieldsQuery = queryOptions({
  queryKey: ['contact-fields'],
  staleTime: SELDOM_MS,
  queryFn: async () => (await request<Page<ContactField>>('GET', '/api/v1/contact-fields')).items
})

export const consentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', id, 'consents'],
    queryFn: async () => (await request<Page<Consent>>('GET', `${at(id)}/consents`)).items
  })
