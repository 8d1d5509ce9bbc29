import type { Changed, ResumeAnswer } from '../../../../contracts/realtime.ts'

/** What is read over REST and shows something of a record: the first words of its queries. */
const SHOWN_IN: Readonly<Record<Changed['type'], readonly string[]>> = {
  contact: ['contact', 'contacts', 'duplicates', 'merges', 'account', 'candidates', 'timeline'],
  account: ['account', 'accounts', 'contact', 'contacts'],
  team: ['teams'],
  'contact-field': ['contact-fields'],
  segment: ['segments'],
  file: ['files'],
  lead: ['leads', 'lead']
}
const ALWAYS = ['interactions', 'timeline', 'tasks', 'missed-calls']

export const staleBy = (type: Changed['type']): readonly string[] => SHOWN_IN[type]

/** What may be out of date after a break. */
export function staleAfter({ items, reset }: Pick<ResumeAnswer, 'items' | 'reset'>): readonly string[] {
  const isRecord = (type: string): type is Changed['type'] => type in SHOWN_IN
  const types = reset ? Object.keys(SHOWN_IN) : items.map(({ type }) => type)
  return [...new Set([...ALWAYS, ...types.filter(isRecord).flatMap(staleBy)])]
}
