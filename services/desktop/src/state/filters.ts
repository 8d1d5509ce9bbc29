/** A filter as it stands in the address of the page and in a saved segment: names and values of the API's own query. */
export type Filter = Readonly<Record<string, string>>

/** Stands for the reader's own day in an address or a segment, which outlive the day they were made on. */
export const TODAY = 'today'

const CONTACT_KEYS = ['q', 'owner', 'team', 'account', 'tag', 'consent']
const INTERACTION_KEYS = [
  'q',
  'user',
  'team',
  'outcome',
  'unanswered',
  'since',
  'direction',
  'state',
  'channel',
  'disposition'
]

const LEAD_KEYS = ['q', 'state', 'form', 'source', 'owner']

/** What of an address is a filter of contacts; custom fields stand there as `field.<key>`. */
export const contactFilter = (address: URLSearchParams): Filter =>
  picked(address, (key) => CONTACT_KEYS.includes(key) || key.startsWith('field.'))

export const interactionFilter = (address: URLSearchParams): Filter =>
  picked(address, (key) => INTERACTION_KEYS.includes(key))

export const leadFilter = (address: URLSearchParams): Filter => picked(address, (key) => LEAD_KEYS.includes(key))

/** What the hub is asked for: open leads unless something else is said; `all` are those of every state but spam. */
export function askedLeads({ state = 'open', ...filter }: Filter): Filter {
  return state === 'all' ? filter : { ...filter, state }
}

function picked(address: URLSearchParams, isOurs: (key: string) => boolean): Filter {
  return Object.fromEntries([...address].filter(([key, value]) => isOurs(key) && value !== ''))
}

/** The filter with some of its values set; an empty or null one is taken away. */
export function changedFilter(filter: Filter, changes: Readonly<Record<string, string | null>>): Filter {
  const all = Object.entries({ ...filter, ...changes })
  return Object.fromEntries(all.filter((entry): entry is [string, string] => Boolean(entry[1])))
}

/** Whether two filters ask for the same, in whatever order they were put together. */
export function sameFilter(one: Filter, other: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key])
}

/** What the hub is asked for: `today` becomes the time at which this day began. */
export function asked(filter: Filter, startOfToday: string): Filter {
  return filter['since'] === TODAY ? { ...filter, since: startOfToday } : filter
}
