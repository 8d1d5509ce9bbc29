import { queryOptions, useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Disposition } from '../../../../../contracts/disposition.ts'
import { request } from '../api.ts'
import type { Page } from '../queries.ts'

const SELDOM_MS = 60_000

/** The keys that the hub comes with, which have names in both languages here. */
const OURS = ['resolved', 'call-back', 'sale', 'complaint', 'wrong-number'] as const

/** What may come of an interaction: the tree that the administrator set. */
export const dispositionsQuery = queryOptions({
  queryKey: ['dispositions'],
  staleTime: SELDOM_MS,
  queryFn: async () => (await request<Page<Disposition>>('GET', '/api/v1/dispositions')).items
})

/** What an entry is called: in the reader's language while the administrator has not renamed it. */
function nameOf(t: TFunction, entry: Pick<Disposition, 'key' | 'name'>): string {
  const ours = OURS.find((one) => one === entry.key)
  return ours && isAsItCame(t, ours, entry.name) ? t(`talk.dispositions.${ours}`) : entry.name
}

const isAsItCame = (t: TFunction, key: (typeof OURS)[number], name: string): boolean =>
  [key, t(`talk.dispositions.${key}`, { lng: 'en' }), t(`talk.dispositions.${key}`, { lng: 'ru' })].includes(name)

/** The entries with their names as they are shown. */
export function useDispositions(): readonly Disposition[] {
  const { t } = useTranslation()
  const { data = [] } = useQuery(dispositionsQuery)
  return data.map((entry) => ({ ...entry, name: nameOf(t, entry) }))
}

/** Names what came of an interaction, with the branch it is on; others' words are shown as they are. */
export function useDispositionName(): (key: string | null) => string | null {
  const { t } = useTranslation()
  const entries = useDispositions()
  return (key) => {
    if (key === null) return null
    const entry = entries.find((one) => one.key === key)
    const parent = entries.find((one) => one.id === entry?.parentId)
    return entry ? [parent?.name, entry.name].filter(Boolean).join(': ') : nameOf(t, { key, name: key })
  }
}
