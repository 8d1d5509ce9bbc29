import type { Contact } from '../../../../../contracts/contact.ts'
import type { Interaction } from '../../../../../contracts/interaction.ts'
import type { Highlight, SearchResult } from '../../../../../contracts/search.ts'

/** One line of what was found; `all` leads to the list of contacts with the same words. */
export type SearchHit =
  | { readonly kind: 'contact'; readonly contact: Contact; readonly highlights: readonly Highlight[] }
  | { readonly kind: 'interaction'; readonly interaction: Interaction; readonly highlights: readonly Highlight[] }
  | { readonly kind: 'all'; readonly q: string }

/** In the order in which they are shown. */
export function hitsOf({ contacts, interactions }: SearchResult, q: string): readonly SearchHit[] {
  return [
    ...contacts.map((one) => ({ kind: 'contact' as const, ...one })),
    ...(contacts.length > 0 ? [{ kind: 'all' as const, q }] : []),
    ...interactions.map((one) => ({ kind: 'interaction' as const, ...one }))
  ]
}
