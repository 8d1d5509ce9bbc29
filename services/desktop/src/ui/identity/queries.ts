import { notifications } from '@mantine/notifications'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Candidate, IdentityVerdict } from '../../../../../contracts/candidate.ts'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import { query, request } from '../api.ts'
import { useDeskTools } from '../desk-context.tsx'
import { keepInteraction, type Page } from '../queries.ts'

/** What is known of the other side of an interaction by which people can be looked up; null when nothing is. */
export function cluesOf({ remote, line, direction }: Interaction): Readonly<Record<string, string>> | null {
  const address = remote.address ?? remote.raw
  if (!address || direction === 'internal') return null
  return { [address.includes('@') ? 'email' : 'phone']: address, ...(line ? { line } : {}) }
}

export const candidatesQuery = (clues: Readonly<Record<string, string>> | null) =>
  queryOptions({
    queryKey: ['candidates', clues],
    enabled: clues !== null,
    queryFn: async () => (await request<Page<Candidate>>('GET', `/api/v1/contacts/lookup${query(clues ?? {})}`)).items
  })

interface Said {
  readonly verdict: IdentityVerdict['verdict']
  readonly contact: { readonly id: string; readonly displayName: string }
}

/** Says of an interaction that it is, or is not, a contact: it is remembered for the number. */
export function useVerdict(interaction: string) {
  const { t } = useTranslation()
  const { link } = useDeskTools()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ verdict, contact }: Said) =>
      request<Interaction>('POST', `/api/v1/interactions/${encodeURIComponent(interaction)}/identity`, {
        contact: contact.id,
        verdict
      } satisfies IdentityVerdict),
    onSuccess: async (changed, { verdict, contact }) => {
      link.dispatch({ type: 'interaction', interaction: changed, cursor: null })
      keepInteraction(client, changed)
      const name = contact.displayName
      notifications.show({
        message: verdict === 'is' ? t('identity.remembered', { name }) : t('identity.rememberedNot', { name }),
        color: 'pine'
      })
      const stale = ['candidates', 'interactions', 'timeline'].map((key) =>
        client.invalidateQueries({ queryKey: [key] })
      )
      await Promise.all(stale)
    }
  })
}
