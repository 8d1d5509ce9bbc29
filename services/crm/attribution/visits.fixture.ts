import type { VisitEvent } from '../../../contracts/event.ts'
import type { VisitSnapshot } from '../../../contracts/visit.ts'

export const POOL = [
  { address: '5550111', number: '+74955550111', text: '8 495 555-01-11' },
  { address: '5550112', number: '+74955550112', text: '8 495 555-01-12' }
]

interface Shown extends Partial<Pick<VisitSnapshot, 'first' | 'last' | 'page'>> {
  readonly form?: string
  readonly address?: string
  readonly since: string
  /** For how long it was shown. */
  readonly seconds?: number
}

/** A visit that was shown a number, as the adapter tells it: so that the number rests for ten minutes afterwards. */
export function visitEvent(visit: string, shown: Shown): VisitEvent {
  const { form = 'order', address = '5550111', since, seconds = 90, first = null, last = null, page = null } = shown
  const subject = `forms:site:${form}:${visit}`
  const [from, until] = [Date.parse(since), Date.parse(since) + seconds * 1_000]
  const version = until * 1_000
  const iso = (ms: number): string => new Date(ms).toISOString()
  return {
    ...{ specversion: '1.0', id: `${subject}@${version}`, source: '/forms/site', type: 'web.visit', subject },
    ...{ time: iso(until), datacontenttype: 'application/json' },
    data: {
      ...{ version, form, visit, first, last, page },
      number: { address, since: iso(from), until: iso(until), restUntil: iso(until + 600_000) }
    }
  }
}
