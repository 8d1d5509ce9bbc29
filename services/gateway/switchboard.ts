import type { FeedItem, FeedMessage } from '../../contracts/feed.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import type { ResumeAnswer, ServerToClient } from '../../contracts/realtime.ts'
import type { LiveSnapshot, PopContext } from '../../contracts/rest.ts'
import {
  audienceOf,
  audienceOfAgent,
  audienceOfTask,
  CALLERS,
  EVERYONE,
  hasOversight,
  integrationSeat,
  mayReceive,
  maySee,
  OVERSIGHT,
  pageSeat,
  seatOf,
  userAtPageSeat,
  type Viewer
} from './audience.ts'
import { createDelivery } from './delivery.ts'
import type { Directory } from './directory.ts'
import { createHistory } from './history.ts'
import { createLiveCalls } from './live.ts'
import { popLatency, popsDelivered } from './metrics.ts'
import type { Peers } from './peers.ts'
import type { PopEffect } from './pops.ts'

const HISTORY_ITEMS = 5_000
/** More than this is quicker read as a whole. */
const MAX_RESUMED_ITEMS = 1_000

type Payload<Event extends keyof ServerToClient> = Parameters<ServerToClient[Event]>[0]

/** The sockets, as the switchboard sees them. */
export interface Outlet {
  send<Event extends keyof ServerToClient>(socket: string, event: Event, payload: Payload<Event>): void
  /** Serialised once, however many sockets are in the rooms. */
  broadcast<Event extends keyof ServerToClient>(rooms: string[], event: Event, payload: Payload<Event>): void
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
  const history = createHistory(HISTORY_ITEMS)
  const changedQueues = new Set<string>()
  const delivery = createDelivery({
    pop: (socket, pop) => outlet.send(socket, 'screen-pop', pop),
    withdraw: (socket, withdrawn) => outlet.send(socket, 'screen-pop:withdrawn', withdrawn),
    isElsewhere: peers.isRivalled,
    current: live.popsOf
  })

  function perform(effects: readonly PopEffect[], committedAt?: string): void {
    for (const effect of effects) {
      const seats = [pageSeat(effect.user), integrationSeat(effect.user)]
      if (effect.kind === 'withdraw') for (const seat of seats) delivery.withdraw(seat, effect.withdrawn)
      else {
        const given = seats.map((seat) => delivery.deliver(seat, effect.pop)).includes(true)
        if (given) popsDelivered.inc()
        if (given && committedAt) popLatency.observe(Math.max(0, now() - Date.parse(committedAt)) / 1000)
      }
    }
  }

  function take(interaction: Interaction, context: PopContext | null, cursor: number, committedAt?: string): void {
    const change = live.apply(interaction, context, cursor, now())
    if (!change) return
    perform(change.effects, committedAt)
    outlet.broadcast(audienceOf(interaction), 'interaction', { ...interaction, cursor: String(cursor) })
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
    apply({ item, pop }: FeedMessage): void {
      history.push(item)
      if (item.type === 'interaction') take(item.data, pop ?? null, Number(item.cursor), item.time)
      const { cursor } = item
      if (item.type === 'task') outlet.broadcast(audienceOfTask(item.data), 'task', { ...item.data, cursor })
      if (item.type === 'missed-call') outlet.broadcast([CALLERS], 'missed-call', { ...item.data, cursor })
      if (item.type === 'feed-gap') outlet.broadcast([EVERYONE], 'feed-gap', item.data)
      if (item.type === 'user') {
        directory.put(item.data)
        tellAgent(item.data.id)
      }
    },
    /**
     * Puts right what differs from what the core says is live. `asked` is the place in the stream when it was asked:
     * a core that is behind it is another one (a database from a backup), and then nothing of ours holds.
     */
    reconcile({ cursor, items }: LiveSnapshot, asked: number): void {
      const at = Number(cursor)
      const isOlder = at < asked
      const known = live.knownBy(isOlder ? Number.POSITIVE_INFINITY : at)
      const alive = new Set(items.map(({ interaction }) => interaction.id))
      for (const gone of known) if (isOlder || !alive.has(gone.id)) take(endOf(gone, now()), null, at)
      if (isOlder) live.forgetEnded()
      if (isOlder || at > (history.last() ?? -1)) history.restart(at)
      for (const { interaction, pop } of items) take(interaction, pop, at)
    },
    hasContext: live.hasContext,
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
    dismiss(user: string, interaction: string): void {
      perform(live.dismiss(interaction, user, now()))
      peers.dismissed(user, interaction)
    },
    peerDismissed: (user: string, interaction: string): void => perform(live.dismiss(interaction, user, now())),
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
      const seen = items?.filter((item) => mayReceive(viewer, item))
      const isReset = seen === undefined || seen.length > MAX_RESUMED_ITEMS
      const seat = seatOf(viewer)
      const pops = seat && viewer.user ? live.popsOf(viewer.user) : []
      if (seat) for (const pop of pops) delivery.told(seat, socket, pop.interaction.id)
      const oversees = hasOversight(viewer)
      const own = viewer.user && viewer.role !== 'marketer' ? [viewer.user] : []
      return {
        cursor: String(last),
        items: isReset ? [] : [...seen],
        reset: isReset,
        live: oversees ? live.all() : live.all().filter((interaction) => maySee(viewer, interaction)),
        pops,
        agents: (oversees ? directory.agents() : own).flatMap((user) => agentOf(user) ?? []),
        queues: oversees ? live.queues().map(live.queue) : []
      }
    }
  }
}

/** The core no longer knows it as live, and its end was not told: what is known is that it is over. */
function endOf(interaction: Interaction, nowMs: number): Interaction {
  return {
    ...interaction,
    state: 'ended',
    endedAt: new Date(nowMs).toISOString(),
    estimated: [...new Set([...interaction.estimated, 'endedAt'])],
    version: interaction.version + 1
  }
}
