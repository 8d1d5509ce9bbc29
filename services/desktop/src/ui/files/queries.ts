import { queryOptions } from '@tanstack/react-query'
import type { HubFile } from '../../../../../contracts/file.ts'
import { request } from '../api.ts'
import type { Page } from '../queries.ts'

/** Whose files. */
export interface Holder {
  readonly kind: 'contact' | 'interaction'
  readonly id: string
}

export const filesUrl = ({ kind, id }: Holder): string => `/api/v1/${kind}s/${encodeURIComponent(id)}/files`

export const filesQuery = (holder: Holder) =>
  queryOptions({
    queryKey: ['files', holder.kind, holder.id],
    queryFn: async () => (await request<Page<HubFile>>('GET', filesUrl(holder))).items
  })
