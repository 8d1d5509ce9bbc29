import type { Audience } from '../../contracts/audience.ts'
import type { FeedItem } from '../../contracts/feed.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import type { LeadOffer } from '../../contracts/lead-offer.ts'
import type { Session } from '../../contracts/rest.ts'
import type { TaskChange } from '../../contracts/task.ts'
import type { Sees } from '../../contracts/words.ts'
import { pageSeat } from '../kit/gateways.ts'

/** Who looks at a socket, and what for. */
export interface Viewer {
  readonly role: Session['role']
  /** Whose pops it shows; null for an API key that did not name a person. */
  readonly user: string | null
  readonly isApiKey: boolean
  /** Whose customers they see; an API key sees everybody's. */
  readonly sees: Sees
  /** The teams that they are in. */
  readonly teams: readonly string[]
}

type Sight = Pick<Viewer, 'user' | 'sees' | 'teams'>

/** Whose customer something is about: `teams` are the contact's own and those of its owner. */
export interface Whose {
  readonly owner: string | null
  readonly teams: readonly string[]
  readonly users: readonly string[]
}

/** `teamsOf`: the teams that a user is in. */
export const whoseOf = ({ owner, team, users }: Audience, teamsOf: (user: string) => readonly string[]): Whose => ({
  owner,
  teams: [...new Set([...(team === null ? [] : [team]), ...(owner === null ? [] : teamsOf(owner))])],
  users
})

export const EVERYONE = 'everyone'
/** Supervisors, administrators and API keys. */
export const OVERSIGHT = 'oversight'
/** Marketers: all channels but calls. */
const WRITTEN = 'written'
/** Everyone who answers calls: all but marketers. */
const CALLERS = 'callers'
/** Everybody, as far as they see a contact. */
const CONTACTS = 'contacts'
const own = (user: string): string => `own:${user}`
const desk = (user: string): string => `desk:${user}`

export const hasOversight = ({ role, isApiKey }: Viewer): boolean =>
  isApiKey || role === 'supervisor' || role === 'admin'

/** The rooms of a list in which a viewer sits: the whole of it, or those of the customers whom they see. */
function roomsIn(list: string, { sees, user, teams }: Sight): string[] {
  if (sees === 'all' || user === null) return [list]
  const own = [`${list}/nobody`, `${list}/owner/${user}`, `${list}/user/${user}`]
  return sees === 'own' ? own : [...own, ...teams.map((team) => `${list}/team/${team}`)]
}

/** The rooms of a list that are told of somebody's customer. */
const roomsFor = (list: string, { owner, teams, users }: Whose): string[] => [
  list,
  ...(owner === null && teams.length === 0 ? [`${list}/nobody`] : []),
  ...(owner === null ? [] : [`${list}/owner/${owner}`]),
  ...teams.map((team) => `${list}/team/${team}`),
  ...users.map((user) => `${list}/user/${user}`)
]

/** The rooms a socket sits in: decided here, never by the client. */
export function roomsOf(viewer: Viewer): string[] {
  const common = viewer.user === null ? [] : [desk(viewer.user)]
  return [EVERYONE, ...common, ...listsOf(viewer).flatMap((list) => roomsIn(list, viewer)), ...ownOf(viewer)]
}

function listsOf(viewer: Viewer): string[] {
  if (hasOversight(viewer)) return [CONTACTS, CALLERS, OVERSIGHT]
  if (viewer.role === 'marketer') return [CONTACTS, WRITTEN]
  return viewer.user === null ? [CONTACTS] : [CONTACTS, CALLERS]
}

const ownOf = (viewer: Viewer): string[] =>
  viewer.user === null || hasOversight(viewer) || viewer.role === 'marketer' ? [] : [own(viewer.user)]

/** Where pops of a socket's person are counted as one; undefined when it gets none. */
export function seatOf({ role, user, isApiKey }: Viewer): string | undefined {
  if (user === null || role === 'marketer') return undefined
  return isApiKey ? integrationSeat(user) : pageSeat(user)
}
export const integrationSeat = (user: string): string => `integration:${user}`

/** The rooms that are told of an interaction. */
export function audienceOf({ channel, participants }: Interaction, whose: Whose): string[] {
  const people = new Set(participants.flatMap(({ user }) => user?.id ?? []))
  return [
    ...roomsFor(OVERSIGHT, whose),
    ...(channel === 'call' ? [] : roomsFor(WRITTEN, whose)),
    ...[...people].map(own)
  ]
}

/** The rooms that are told of a task: a reminder is nobody's but theirs who are to do it. */
export const audienceOfTask = ({ change, to }: TaskChange, whose: Whose): string[] => [
  ...(change === 'reminder' ? [] : roomsFor(OVERSIGHT, whose)),
  ...to.map(desk)
]

/** The rooms that are told that a contact, or what it holds, is not what it was. */
export const audienceOfContact = (whose: Whose): string[] => roomsFor(CONTACTS, whose)

/** The rooms that are told of a missed call. */
export const audienceOfMissed = (whose: Whose): string[] => roomsFor(CALLERS, whose)

/** The rooms that are told of a lead: who calls it, and who brought it. */
export const audienceOfLead = (whose: Whose): string[] => [...roomsFor(CALLERS, whose), ...roomsFor(WRITTEN, whose)]

/** The rooms that are told of a lead that is put before somebody: the person, and those who oversee. */
const audienceOfOffer = ({ user }: Pick<LeadOffer, 'user'>, whose: Whose): string[] => [
  ...roomsFor(OVERSIGHT, whose),
  desk(user.id)
]

/** The rooms that are told of a person's state: those who look after all, and the person. */
export const audienceOfAgent = (user: string): string[] => [OVERSIGHT, own(user)]

/** Whether it is of a customer whom they see, or they had to do with it. */
export function seesCustomer(sight: Sight, whose: Whose): boolean {
  const rooms = new Set(roomsFor('', whose))
  return roomsIn('', sight).some((room) => rooms.has(room))
}

export const maySee = (viewer: Viewer, interaction: Interaction, whose: Whose): boolean =>
  sits(viewer, audienceOf(interaction, whose))

function sits(viewer: Viewer, audience: readonly string[]): boolean {
  const rooms = new Set(roomsOf(viewer))
  return audience.some((room) => rooms.has(room))
}

/** What of the event stream a viewer may be told: the same as the events, and the same as over REST. */
export function mayReceive(viewer: Viewer, item: FeedItem, whose: Whose): boolean {
  switch (item.type) {
    case 'interaction':
      return maySee(viewer, item.data, whose)
    case 'user':
      return hasOversight(viewer) || item.data.id === viewer.user
    case 'task':
      return sits(viewer, audienceOfTask(item.data, whose))
    case 'missed-call':
      return sits(viewer, audienceOfMissed(whose))
    case 'lead':
      return sits(viewer, audienceOfLead(whose))
    case 'lead-offer':
      return sits(viewer, audienceOfOffer(item.data, whose))
    case 'contact':
    case 'file':
      return sits(viewer, audienceOfContact(whose))
    case 'team':
    case 'account':
    case 'contact-field':
    case 'segment':
    case 'feed-gap':
      return true
  }
}
