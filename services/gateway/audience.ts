import type { FeedItem } from '../../contracts/feed.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import type { Session } from '../../contracts/rest.ts'
import type { TaskChange } from '../../contracts/task.ts'

/** Who looks at a socket, and what for. */
export interface Viewer {
  readonly role: Session['role']
  /** Whose pops it shows; null for an API key that did not name a person. */
  readonly user: string | null
  readonly isApiKey: boolean
}

export const EVERYONE = 'everyone'
/** Supervisors, administrators and API keys. */
export const OVERSIGHT = 'oversight'
/** Marketers: all channels but calls. */
const WRITTEN = 'written'
/** Everyone who answers calls: all but marketers. */
export const CALLERS = 'callers'
const own = (user: string): string => `own:${user}`
const desk = (user: string): string => `desk:${user}`

export const hasOversight = ({ role, isApiKey }: Viewer): boolean =>
  isApiKey || role === 'supervisor' || role === 'admin'

/** The rooms a socket sits in: decided here, never by the client. */
export function roomsOf(viewer: Viewer): string[] {
  const common = viewer.user === null ? [EVERYONE] : [EVERYONE, desk(viewer.user)]
  if (hasOversight(viewer)) return [...common, CALLERS, OVERSIGHT]
  if (viewer.role === 'marketer') return [...common, WRITTEN]
  return viewer.user === null ? common : [...common, CALLERS, own(viewer.user)]
}

/** Where pops of a socket's person are counted as one; undefined when it gets none. */
export function seatOf({ role, user, isApiKey }: Viewer): string | undefined {
  if (user === null || role === 'marketer') return undefined
  return isApiKey ? integrationSeat(user) : pageSeat(user)
}
export const pageSeat = (user: string): string => `page:${user}`
/** Undefined for the seat of an integration: a program is not a person at work. */
export const userAtPageSeat = (seat: string): string | undefined =>
  seat.startsWith('page:') ? seat.slice('page:'.length) : undefined
export const integrationSeat = (user: string): string => `integration:${user}`

/** The rooms that are told of an interaction. */
export function audienceOf({ channel, participants }: Interaction): string[] {
  const people = new Set(participants.flatMap(({ user }) => user?.id ?? []))
  return [OVERSIGHT, ...(channel === 'call' ? [] : [WRITTEN]), ...[...people].map(own)]
}

/** The rooms that are told of a task: a reminder is nobody's but theirs who are to do it. */
export const audienceOfTask = ({ change, to }: TaskChange): string[] => [
  ...(change === 'reminder' ? [] : [OVERSIGHT]),
  ...to.map(desk)
]

/** The rooms that are told of a person's state: those who look after all, and the person. */
export const audienceOfAgent = (user: string): string[] => [OVERSIGHT, own(user)]

export const maySee = (viewer: Viewer, interaction: Interaction): boolean => sits(viewer, audienceOf(interaction))

function sits(viewer: Viewer, audience: readonly string[]): boolean {
  const rooms = new Set(roomsOf(viewer))
  return audience.some((room) => rooms.has(room))
}

/** What of the event stream a viewer may be told: the same as the events, and the same as over REST. */
export function mayReceive(viewer: Viewer, item: FeedItem): boolean {
  switch (item.type) {
    case 'interaction':
      return maySee(viewer, item.data)
    case 'user':
      return hasOversight(viewer) || item.data.id === viewer.user
    case 'task':
      return sits(viewer, audienceOfTask(item.data))
    case 'missed-call':
      return sits(viewer, [CALLERS])
    case 'contact':
    case 'feed-gap':
      return true
  }
}
