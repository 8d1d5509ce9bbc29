import { queryOptions } from '@tanstack/react-query'
import type { Form } from '../../../../../contracts/form.ts'
import type { LeadRule } from '../../../../../contracts/lead-rule.ts'
import { request } from '../api.ts'
import type { Page } from '../queries.ts'

const SELDOM_MS = 60_000

export const leadRulesQuery = queryOptions({
  queryKey: ['lead-rules'],
  queryFn: async () => (await request<Page<LeadRule>>('GET', '/api/v1/lead-rules')).items
})

/** The forms that a rule may name; of very many the newest. */
export const formNamesQuery = queryOptions({
  queryKey: ['forms', 'names'],
  staleTime: SELDOM_MS,
  queryFn: async () => (await request<Page<Form>>('GET', '/api/v1/forms?limit=200')).items
})
