import type { FeedItem } from '../../contracts/feed.ts'
import type { Changed } from '../../contracts/realtime.ts'
import {
  audienceOfContact,
  audienceOfLead,
  audienceOfMissed,
  audienceOfTask,
  EVERYONE,
  type Whose
} from './audience.ts'
import type { Outlet } from './outlet.ts'

/** What is no call, no card and nobody's presence: passed on to whoever may be told, with its place in the event stream. */
type PlainItem = Exclude<FeedItem, { type: 'interaction' | 'user' | 'lead-offer' }>

/** Tells whoever may see it; of most things only that they are to be read anew. */
export function tellPlain(item: PlainItem, whose: Whose, outlet: Pick<Outlet, 'broadcast'>): void {
  const { cursor } = item
  const readAnew = (rooms: string[], type: Changed['type'], { id }: { readonly id: string }): void =>
    outlet.broadcast(rooms, 'changed', { type, id, cursor })
  switch (item.type) {
    case 'task':
      outlet.broadcast(audienceOfTask(item.data, whose), 'task', { ...item.data, cursor })
      break
    case 'missed-call':
      outlet.broadcast(audienceOfMissed(whose), 'missed-call', { ...item.data, cursor })
      break
    case 'feed-gap':
      outlet.broadcast([EVERYONE], 'feed-gap', item.data)
      break
    case 'lead':
      readAnew(audienceOfLead(whose), item.type, item.data)
      break
    case 'contact':
    case 'file':
      readAnew(audienceOfContact(whose), item.type, item.data)
      break
    case 'account':
    case 'team':
    case 'contact-field':
    case 'segment':
      readAnew([EVERYONE], item.type, item.data)
      break
  }
}
