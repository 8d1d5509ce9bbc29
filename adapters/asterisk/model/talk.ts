import { type Call, type Channel, type Participant, RINGING, UP, type Us } from './entities.ts'
import { markAnswered, turnClock } from './participants.ts'

/** Channels from which sound passes to this one: its bridge, and through a Local pair whatever is behind it. */
function neighbours(channel: Channel): Channel[] {
  const found: Channel[] = []
  if (channel.bridge !== null && !channel.bridge.holding) found.push(...channel.bridge.members)
  if (channel.otherHalf !== null) found.push(channel.otherHalf)
  return found
}

/** Groups of people who hear each other: components of the graph of bridges and Local pairs, of two and more. */
function conversations(call: Call): Set<Participant>[] {
  const seen = new Set<Channel>()
  const groups: Set<Participant>[] = []
  for (const start of call.channels) {
    if (seen.has(start) || start.bridge === null) continue
    const people = new Set<Participant>()
    const todo = [start]
    for (let channel = todo.pop(); channel !== undefined; channel = todo.pop()) {
      if (seen.has(channel)) continue
      seen.add(channel)
      if (channel.participant !== null && channel.state === UP) people.add(channel.participant)
      for (const next of neighbours(channel)) if (!seen.has(next)) todo.push(next)
    }
    if (people.size > 1) groups.push(people)
  }
  return groups
}

const holds = (participant: Participant): boolean =>
  [...participant.legs].some((leg) => leg.held && leg.bridge !== null)

/** The customer is on the line, heard or not. */
const isCustomer = (participant: Participant): boolean =>
  participant.kind === 'remote' && participant.legs.size > 0 && (participant.caller || participant.answeredAt !== null)

interface Talks {
  /** Who hears and is heard. */
  readonly talking: Set<Participant>
  /** Who is on hold, and who put them there. */
  readonly holding: Set<Participant>
  /** Somebody talks to the customer; in an internal call, to anybody. */
  alive: boolean
  /** Somebody was put through to the customer; in an internal call, to anybody. */
  spoken: boolean
  /** Somebody waits for those who went to talk elsewhere, or in a parking lot. */
  left: boolean
}

function talksOf(call: Call): Talks {
  const talks: Talks = { talking: new Set(), holding: new Set(), alive: false, spoken: false, left: false }
  // Colleagues who confer while the customer hears music do not make the call a conversation.
  const customer = [...call.participants.values()].some(isCustomer)
  for (const participant of call.participants.values()) participant.waiting = false
  for (const group of conversations(call)) {
    const holders = [...group].filter(holds)
    const alive = group.size - holders.length >= 2
    const counts = !customer || [...group].some(isCustomer)
    talks.alive ||= alive && counts
    talks.spoken ||= counts
    for (const person of group) {
      const isHolder = holders.includes(person)
      const set = alive && !isHolder ? talks.talking : talks.holding
      set.add(person)
      person.waiting = !alive && !isHolder
    }
  }
  for (const { participant, parked, leftBy } of call.channels) {
    if (participant === null || (!parked && leftBy === null) || talks.talking.has(participant)) continue
    const holder = leftBy === null ? undefined : call.participants.get(leftBy)
    if (!parked && (holder === undefined || holder.legs.size === 0)) continue
    participant.waiting = true
    talks.left = true
    talks.holding.add(participant)
    if (holder !== undefined) talks.holding.add(holder)
  }
  return talks
}

/** Who talks, who is held, since when: turns every clock of the call to what is so now. */
export function settleTalk(call: Call, moment: Us): void {
  const at = Math.max(moment, call.bornAt)
  const { talking, holding, alive, spoken, left } = talksOf(call)
  for (const participant of call.participants.values()) {
    const [talks, holds] = [talking.has(participant), holding.has(participant)]
    if (talks || (holds && !participant.waiting)) markAnswered(participant, at)
    const now = talks && holds ? 'both' : talks ? 'talk' : holds ? 'hold' : 'idle'
    if (participant.clock.mode !== now) turnClock(participant.clock, now, at)
  }
  if (spoken) call.answeredAt ??= at
  const waits = call.answeredAt !== null && (left || holding.size > 0 || talking.size > 0)
  const now = alive && !left ? 'talk' : waits ? 'hold' : 'idle'
  if (call.clock.mode !== now) turnClock(call.clock, now, at)
}

interface Offers {
  dialled: boolean
  ringing: boolean
  /** Somebody who was rung has answered and is still there. */
  taken: boolean
}

function offersOf(call: Call): Offers {
  const offers = { dialled: false, ringing: false, taken: false }
  for (const { caller, legs } of call.participants.values()) {
    let isUp = false
    for (const { state } of legs) {
      isUp ||= state === UP
      offers.ringing ||= state === RINGING
    }
    if (caller || legs.size === 0) continue
    if (isUp) offers.taken = true
    else offers.dialled = true
  }
  return offers
}

/** The state an interaction shows, from who talks, who rings and who waits. */
export function stateOf(call: Call): Call['state'] {
  if (call.endedAt !== null) return 'ended'
  if (call.clock.mode === 'talk') return 'connected'
  if (call.clock.mode === 'hold') return 'held'
  const { dialled, ringing, taken } = offersOf(call)
  // Between an answer and its bridge, and between two bridges, nothing has changed yet for anybody.
  const isSentOn = ringing && call.answeredAt !== null
  if (taken && !isSentOn && call.toldState !== null) return call.toldState
  if (ringing) return 'alerting'
  for (const channel of call.channels) if (channel.queue !== null) return 'queued'
  if (dialled) return 'alerting'
  if (call.answeredAt !== null && call.toldState !== null) return call.toldState
  return call.direction === 'inbound' || call.queue !== null ? 'queued' : 'alerting'
}

/** CSTA's state of one connection. */
export function connectionState(
  participant: Participant
): 'initiated' | 'alerting' | 'queued' | 'connected' | 'held' | 'null' {
  if (participant.waiting) return 'held'
  let state: 'initiated' | 'alerting' | 'queued' | 'connected' | 'null' = 'null'
  for (const leg of participant.legs) {
    if (leg.held && leg.state === UP) return 'held'
    if (leg.queue !== null) state = 'queued'
    else if (leg.state === UP) state = 'connected'
    else if (leg.state === RINGING && state !== 'connected') state = 'alerting'
    else if (state === 'null') state = 'initiated'
  }
  return state
}
