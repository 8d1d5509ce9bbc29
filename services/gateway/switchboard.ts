import type { Audience } from '../../contracts/audience.ts'
import type { CallEvent } from '../../contracts/event.ts'
import type { BegunCall, EventMark, FeedItem, FeedMessage, PreparedPop } from '../../contracts/feed.ts'
import type { ResumeAnswer, ScreenPop } from '../../contracts/realtime.ts'
import type { LiveSnapshot, PopContext } from '../../contracts/rest.ts'
import { pageSeat, userAtPageSeat } from '../kit/gateways.ts'
import { createAhead } from './ahead.ts'
import {
  audienceOf,
  audienceOfAgent,
  hasOversight,
  integrationSeat,
  mayReceive,
  maySee,
  OVERSIGHT,
  seatOf,
  type Viewer,
  type Whose,
  whoseOf
} from './audience.ts'
import { createDelivery } from './delivery.ts'
import type { Directory } from './directory.ts'
import { createHistory } from './history.ts'
import { createLeadPops, type LeadPopEffect } from './lead-pops.ts'
import { createLiveCalls, endOf, type LiveCall } from './live.ts'
import { popLatency, popsAhead, popsDelivered } from './metrics.ts'
import type { Outlet } from './outlet.ts'
import type { Peers } from './peers.ts'
import { popFor } from './recent.ts'
import { tellPlain } from './telling.ts'

const HISTORY_ITEMS = 5_000
/** More than this is quicker read as a whole. */
const MAX_RESUMED_ITEMS = 1_000

/** How it came about that there is a newer version. */
interface Told {
  readonly event?: EventMark | undefined
  readonly committedAt?: string
}

export type Switchboard = ReturnType<typeof createSwitchboard>

/** Takes the event stream in order and says who is told what. All of it happens in one turn, so nothing falls between. */
export function createSwitchboard({
  outlet,
  directory,
  peers,
  now
}: {
  readonly outlet: Outlet
  readonly directory: Directory
  readonly peers: Pick<Peers, 'announce' | 'isRivalled' | 'dismissed'>
  readonly now: () => number
}) {
  const live = createLiveCalls()
  const leads = createLeadPops()
  const ahead = createAhead({ userOf: directory.withExtension, liveOf: live.get, now })
  const history = createHistory(HISTORY_ITEMS)
  const changedQueues = new Set<string>()
  const whose = (audience: Audience): Whose => whoseOf(audience, directory.teamsOf)
  function shown(user: string, pop: ScreenPop): ScreenPop {
    const person = directory.get(user)
    return person ? popFor(person, pop, directory.teamsOf) : pop
  }
  const popsOf = (user: string): ScreenPop[] =>
    [...live.popsOf(user), ...leads.popsOf(user)].map((pop) => shown(user, pop))
  const delivery = createDelivery({
    pop: (socket, pop) => outlet.send(socket, 'screen-pop', pop),
    withdraw: (socket, withdrawn) => outlet.send(socket, 'screen-pop:withdrawn', withdrawn),
    isElsewhere: peers.isRivalled,
    current: popsOf
  })

  /** Answers how many were given a pop. */
  function perform(effects: readonly LeadPopEffect[], committedAt?: string): number {
    let count = 0
    for (const effect of effects) {
      const seats = [pageSeat(effect.user), integrationSeat(effect.user)]
      if (effect.kind === 'withdraw') for (const seat of seats) delivery.withdraw(seat, effect.withdrawn)
      else if (effect.kind === 'renew') for (const seat of seats) delivery.renew(seat, shown(effect.user, effect.pop))
      else {
        const pop = shown(effect.user, effect.pop)
        const given = seats.map((seat) => delivery.deliver(seat, pop)).includes(true)
        if (given) count += 1
        if (given && committedAt) popLatency.observe(Math.max(0, now() - Date.parse(committedAt)) / 1000)
      }
    }
    popsDelivered.inc(count)
    return count
  }

  function showAhead(soon: ReturnType<typeof ahead.hear>): void {
    if (soon) popsAhead.inc(perform(live.ahead(soon.interaction, soon.context, now())))
  }

  const roomsOfCall = ({ interaction, audience }: LiveCall): string[] => audienceOf(interaction, whose(audience))

  function take(call: LiveCall, context: PopContext | null, cursor: number, told: Told = {}): void {
    const { audience } = call
    const change = live.apply(
      { interaction: ahead.committed(call.interaction, told.event), audience },
      context,
      cursor,
      now()
    )
    if (!change) return
    perform(change.effects, told.committedAt)
    showAhead(ahead.again(told.event?.subject))
    const rooms = roomsOfCall(call)
    outlet.broadcast(rooms, 'interaction', { ...call.interaction, cursor: String(cursor) })
    if (change.before && isOther(change.before.audience, audience))
      outlet.broadcast(roomsOfCall(change.before), 'interaction:hidden', { id: call.interaction.id }, rooms)
    for (const user of change.users) tellAgent(user)
    for (const queue of change.queues) changedQueues.add(queue)
  }
  /** A queue is told with the next tick: in a rush every call would repeat the list of all that wait. */
  function tellQueues(): void {
    for (const queue of changedQueues) outlet.broadcast([OVERSIGHT], 'queue', live.queue(queue))
    changedQueues.clear()
  }

  const agentOf = (user: string) => directory.state(user, live.activity(user))
  const told = new Map<string, string>()
  function tellAgent(user: string): void {
    const state = agentOf(user)
    if (!state) return
    const text = `${state.online}${state.state}${state.interaction}${state.user.name}`
    if (told.get(user) === text) return
    told.set(user, text)
    outlet.broadcast(audienceOfAgent(user), 'agent-state', state)
  }

  return {
    /** The next item of the event stream. */
    apply({ item, pop, event }: FeedMessage): void {
      history.push(item)
      const { cursor, audience, time: committedAt } = item
      if (item.type === 'interaction') {
        take({ interaction: item.data, audience }, pop ?? null, Number(cursor), { event, committedAt })
      } else if (item.type === 'user') {
        directory.put(item.data)
        tellAgent(item.data.id)
      } else if (item.type === 'lead-offer') {
        perform(leads.apply(item.data, pop ?? null, Number(cursor)), committedAt)
      } else tellPlain(item, whose(audience), outlet)
    },
    /** A call rings: who is rung need not wait for the core to commit that. */
    ring: (event: CallEvent): void => showAhead(ahead.hear(event)),
    prepare: (pop: PreparedPop): void => showAhead(ahead.prepare(pop)),
    /** Is known as one version before its first, so that this is news when it comes as an item. */
    begun(call: BegunCall): void {
      const { data, audience, cursor } = call.begun
      const interaction = { ...data, version: data.version - 1 }
      if (live.get(data.id) || !live.apply({ interaction, audience }, null, Number(cursor), now())) return
      ahead.begun(call)
      showAhead(ahead.again(call.event.subject))
    },
    /**
     * Puts right what differs from what the core says is live. `asked` is the place in the stream when it was asked:
     * a core that is behind it is another one (a database from a backup), and then nothing of ours holds.
     */
    reconcile({ cursor, items, offers }: LiveSnapshot, asked: number): void {
      const at = Number(cursor)
      const isOlder = at < asked
      const known = live.knownBy(isOlder ? Number.POSITIVE_INFINITY : at)
      const alive = new Set(items.map(({ interaction }) => interaction.id))
      for (const gone of known) if (isOlder || !alive.has(gone.interaction.id)) take(endOf(gone, now()), null, at)
      if (isOlder) live.forgetEnded()
      if (isOlder) leads.forgetEnded()
      perform(leads.gone(new Set(offers.map(({ offer }) => offer.id)), isOlder ? Number.POSITIVE_INFINITY : at))
      if (isOlder || at > (history.last() ?? -1)) history.restart(at)
      for (const { pop, ...call } of items) take(call, pop, at)
      for (const { offer, pop } of offers) perform(leads.apply(offer, pop, at))
    },
    hasContext: (id: string): boolean => live.hasContext(id) || leads.hasContext(id),
    tick(): void {
      perform(live.tick(now()))
      tellQueues()
    },
    join(viewer: Viewer, socket: string): void {
      const seat = seatOf(viewer)
      if (seat && viewer.user) {
        delivery.join(seat, viewer.user, socket)
        peers.announce(seat, now())
      }
      if (viewer.user) tellAgent(viewer.user)
    },
    leave(viewer: Viewer, socket: string): void {
      const seat = seatOf(viewer)
      if (seat && !delivery.leave(seat, socket)) peers.announce(seat, null)
      if (viewer.user) tellAgent(viewer.user)
    },
    touch(viewer: Viewer, socket: string): void {
      const seat = seatOf(viewer)
      if (!seat) return
      delivery.touch(seat, socket)
      peers.announce(seat, now())
    },
    /** Answers the lead whose card it was: the core says who is next, and that it is gone here. */
    dismiss(user: string, interaction: string): string | undefined {
      const lead = leads.find(user, interaction)?.lead.id
      if (lead !== undefined) return lead
      perform(live.dismiss(interaction, user, now()))
      peers.dismissed(user, interaction)
      return undefined
    },
    peerDismissed: (user: string, interaction: string): void => void perform(live.dismiss(interaction, user, now())),
    peerSeat(seat: string, isLeft: boolean): void {
      if (isLeft) delivery.inherit(seat)
      const user = userAtPageSeat(seat)
      if (user) tellAgent(user)
    },
    /** What came after a cursor; undefined when the memory does not reach so far back. */
    since: history.since,
    /** A cursor of the future is one of another stream. */
    isBeyond: (cursor: number): boolean => cursor > (history.last() ?? -1),
    /** The whole truth for one viewer. `earlier` goes before what is remembered, when that did not reach far enough. */
    resume(viewer: Viewer, socket: string, items: readonly FeedItem[] | undefined): ResumeAnswer | undefined {
      const last = history.last()
      if (last === undefined) return undefined
      const seen = items?.filter((item) => mayReceive(viewer, item, whose(item.audience)))
      const isReset = seen === undefined || seen.length > MAX_RESUMED_ITEMS
      const seat = seatOf(viewer)
      const pops = seat && viewer.user ? popsOf(viewer.user) : []
      if (seat) for (const pop of pops) delivery.told(seat, socket, pop.interaction.id)
      const oversees = hasOversight(viewer)
      const own = viewer.user && viewer.role !== 'marketer' ? [viewer.user] : []
      return {
        cursor: String(last),
        items: isReset ? [] : [...seen],
        reset: isReset,
        live: live
          .all()
          .flatMap(({ interaction, audience }) => (maySee(viewer, interaction, whose(audience)) ? interaction : [])),
        pops,
        agents: (oversees ? directory.agents() : own).flatMap((user) => agentOf(user) ?? []),
        queues: oversees ? live.queues().map(live.queue) : []
      }
    }
  }
}

const isOther = (one: Audience, other: Audience): boolean => one.owner !== other.owner || one.team !== other.team
