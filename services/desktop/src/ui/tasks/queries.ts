import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Task, TaskPatch } from '../../../../../contracts/task.ts'
import { query, request } from '../api.ts'
import { nextPage, type Page } from '../queries.ts'
import { useSession } from '../session-context.tsx'

/** A task falls due by the clock alone, without the hub saying so. */
const AGAIN_MS = 60_000
const MOST = '100'

export const VIEWS = ['today', 'overdue', 'mine', 'team', 'done'] as const
type TaskView = (typeof VIEWS)[number]

const ASKED = {
  today: { assignee: 'me', state: 'open', due: 'today' },
  overdue: { assignee: 'me', state: 'overdue' },
  mine: { assignee: 'me', state: 'open' },
  team: { team: 'mine', state: 'open' },
  done: { assignee: 'me', state: 'done' }
} as const

export const tasksQuery = (view: TaskView) =>
  infiniteQueryOptions({
    queryKey: ['tasks', view],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      request<Page<Task>>('GET', `/api/v1/tasks${query({ ...ASKED[view], cursor: pageParam })}`),
    getNextPageParam: nextPage
  })

export const contactTasksQuery = (contact: string) =>
  queryOptions({
    queryKey: ['tasks', 'contact', contact],
    queryFn: async () => (await request<Page<Task>>('GET', `/api/v1/tasks${query({ contact, state: 'open' })}`)).items
  })

/** How many of one's own tasks are late. */
export function useOverdueCount(): number {
  const { user } = useSession()
  const { data } = useQuery({
    queryKey: ['tasks', 'overdue-count'],
    enabled: user !== null,
    refetchInterval: AGAIN_MS,
    queryFn: async () =>
      (await request<Page<Task>>('GET', `/api/v1/tasks${query({ ...ASKED.overdue, limit: MOST })}`)).items.length
  })
  return data ?? 0
}

/** Changes a task; every list that may show it is asked for anew. */
export function useTaskChange() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...patch }: TaskPatch & { readonly id: string }) =>
      request<Task>('PATCH', `/api/v1/tasks/${encodeURIComponent(id)}`, patch),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['tasks'] })
      await client.invalidateQueries({ queryKey: ['timeline'] })
    }
  })
}
