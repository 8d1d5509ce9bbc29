import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient
} from '@tanstack/react-query'
import type { Lead, LeadPatch, WholeLead } from '../../../../../contracts/lead.ts'
import type { FunnelBy, LeadFunnel } from '../../../../../contracts/lead-funnel.ts'
import { askedLeads, type Filter } from '../../state/filters.ts'
import { hubNow, query, request } from '../api.ts'
import { nextPage, type Page } from '../queries.ts'

const SELDOM_MS = 60_000
const at = (id: string): string => `/api/v1/leads/${encodeURIComponent(id)}`

export const leadsQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['leads', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<Lead>>('GET', `/api/v1/leads${query({ ...askedLeads(filter), cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

export const leadQuery = (id: string) =>
  queryOptions({ queryKey: ['lead', id], queryFn: () => request<WholeLead>('GET', at(id)) })

/** More is said as "and more": a flood of leads is not counted by every page. */
export const MOST_NEW = 30

/** How many new leads nobody has. */
export function useNewLeadCount(): number {
  const { data } = useQuery({
    queryKey: ['leads', 'new-count'],
    queryFn: async () => {
      const asked = query({ state: 'new', owner: 'none', limit: String(MOST_NEW) })
      return (await request<Page<Lead>>('GET', `/api/v1/leads${asked}`)).items.length
    }
  })
  return data ?? 0
}

interface FunnelFilter {
  readonly by: FunnelBy
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly form?: string | undefined
}

/** It is not told of: it is read again now and then. */
export const funnelQuery = ({ by, since, until, form }: FunnelFilter) =>
  queryOptions({
    queryKey: ['lead-funnel', by, since, until, form],
    staleTime: SELDOM_MS / 2,
    refetchInterval: SELDOM_MS,
    placeholderData: keepPreviousData,
    queryFn: () => request<LeadFunnel>('GET', `/api/v1/leads/funnel${query({ by, since, until, form })}`)
  })

const CHOICE_DAYS = 30
const DAY_MS = 86_400_000

/** The forms or sources that leads came from lately, to choose from; those with the most leads first. */
export function useLeadChoices(by: 'form' | 'source'): readonly { readonly value: string; readonly label: string }[] {
  const { data } = useQuery({
    queryKey: ['lead-funnel', 'choices', by],
    staleTime: SELDOM_MS,
    queryFn: () => {
      const since = new Date(hubNow() - CHOICE_DAYS * DAY_MS).toISOString()
      return request<LeadFunnel>('GET', `/api/v1/leads/funnel${query({ by, since })}`)
    }
  })
  return (data?.items ?? []).flatMap(({ key, name }) => (key === null ? [] : [{ value: key, label: name ?? key }]))
}

/** Changes a lead as it was read: who was not quick enough is told so, and reads it again. */
export function useLeadChange({ id, version }: Pick<Lead, 'id' | 'version'>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (patch: LeadPatch) => request<WholeLead>('PATCH', at(id), { ...patch, version }),
    onSuccess: (lead) => client.setQueryData(leadQuery(id).queryKey, lead),
    // that it was refused is said at once, and what is so now as soon as it is read
    onError: () => void client.invalidateQueries({ queryKey: leadQuery(id).queryKey }),
    onSettled: () => client.invalidateQueries({ queryKey: ['leads'] })
  })
}
