import type { Audience } from '../../contracts/audience.ts'
import type { Interaction, Participant } from '../../contracts/interaction.ts'
import type { AgentState, QueueState, ScreenPop } from '../../contracts/realtime.ts'
import type { PopContext } from '../../contracts/rest.ts'
import { offersOf } from './offers.ts'
import { currentPop, isBetweenRounds, type PopEffect, type PopInput, type Pops, stepPops } from './pops.ts'

/** Versions of ended interactions are kept so that a late older one does not bring a call back from the dead. */
const MAX_TOMBSTONES = 5_000

/** What a newer version did: the users and queues whose state may be another now. */
interface Change {
  readonly effects: readonly PopEffect[]
  /** As it was known before. */
  readonly before: LiveCall | undefined
  readonly users: ReadonlySet<string>
  readonly queues: ReadonlySet<string>
}

/** A live interaction, and whose customer it is about. */
export interface LiveCall {
  readonly interaction: Interaction
  readonly audience: Audience
}

interface Entry {
  readonly pops: Pops
  readonly audience: Audience
  /** Place in the event stream of what was applied last. */
  readonly cursor: number
}

/** The live interactions, with an index by person and by queue, so that no event costs more than what it touches. */
export function createLiveCalls() {
  const entries = new Map<string, Entry>()
  const ended = new Map<string, number>()
  const byUser = new Map<string, Set<string>>()
  const byQueue = new Map<string, Set<string>>()
  const pausing = new Set<string>()

  function put(id: string, entry: Entry): void {
    const before = entries.get(id)?.pops.interaction
    const { interaction } = entry.pops
    const isOver = interaction.state === 'ended'
    reindex(byUser, id, usersOf(before), isOver ? [] : usersOf(interaction))
    reindex(byQueue, id, queueOf(before), queueOf(interaction))
    if (isBetweenRounds(entry.pops)) pausing.add(id)
    else pausing.delete(id)
    if (!isOver) entries.set(id, entry)
    else {
      entries.delete(id)
      bury(id, interaction.version)
    }
  }
  function bury(id: string, version: number): void {
    ended.delete(id)
    ended.set(id, version)
    if (ended.size <= MAX_TOMBSTONES) return
    const [oldest] = ended.keys()
    if (oldest !== undefined) ended.delete(oldest)
  }
  function step(id: string, input: PopInput, nowMs: number): readonly PopEffect[] {
    const entry = entries.get(id)
    const next = stepPops(entry?.pops, input, nowMs)
    if (!entry || !next) return []
    put(id, { ...entry, pops: next[0] })
    return next[1]
  }
  const ofUser = (user: string): Interaction[] =>
    [...(byUser.get(user) ?? [])].flatMap((id) => entries.get(id)?.pops.interaction ?? [])

  return {
    /** Undefined when it is no newer than what is known. */
    apply(
      { interaction, audience }: LiveCall,
      context: PopContext | null,
      cursor: number,
      nowMs: number
    ): Change | undefined {
      const { id } = interaction
      if (interaction.version <= (ended.get(id) ?? Number.NEGATIVE_INFINITY)) return undefined
      const before = entries.get(id)
      const next = stepPops(before?.pops, { kind: 'interaction', interaction, context }, nowMs)
      if (!next) return undefined
      put(id, { pops: next[0], audience, cursor })
      const old = before?.pops.interaction
      return {
        effects: next[1],
        before: before && callOf(before),
        users: new Set([...usersOf(old), ...usersOf(interaction)]),
        queues: new Set([...queueOf(old), ...queueOf(interaction)])
      }
    },
    /** Withdraws what has been silent for longer than the grace. */
    tick: (nowMs: number): PopEffect[] => [...pausing].flatMap((id) => step(id, { kind: 'tick' }, nowMs)),
    /** Shows what the core has yet to commit; see `createAhead`. */
    ahead: (interaction: Interaction, context: PopContext, nowMs: number) =>
      step(interaction.id, { kind: 'ahead', interaction, context }, nowMs),
    get: (id: string): Interaction | undefined => entries.get(id)?.pops.interaction,
    dismiss: (id: string, user: string, nowMs: number) => step(id, { kind: 'dismiss', user }, nowMs),
    popsOf: (user: string): ScreenPop[] =>
      [...(byUser.get(user) ?? [])].flatMap((id) => {
        const entry = entries.get(id)
        return (entry && currentPop(entry.pops, user)) ?? []
      }),
    ofUser,
    all: (): LiveCall[] => [...entries.values()].map(callOf),
    /** What is live here and was last touched at or before a place in the event stream. */
    knownBy: (cursor: number): LiveCall[] =>
      [...entries.values()].flatMap((entry) => (entry.cursor <= cursor ? callOf(entry) : [])),
    hasContext: (id: string): boolean => (entries.get(id)?.pops.context ?? null) !== null,
    /** Forgets the versions: after a restored database numbers start lower again. */
    forgetEnded: (): void => ended.clear(),
    queues: (): string[] => [...byQueue.keys()],
    queue(name: string): QueueState {
      const waiting = [...(byQueue.get(name) ?? [])]
        .flatMap((id) => entries.get(id)?.pops.interaction ?? [])
        .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
        .map(({ id }) => id)
      return { queue: name, depth: waiting.length, waiting }
    },
    /** What a person's phones do now, and in which interaction. */
    activity: (user: string): Pick<AgentState, 'interaction'> & { readonly state: 'busy' | 'ringing' | 'idle' } => {
      const calls = ofUser(user)
      const busy = calls.find((call) => call.participants.some((p) => p.user?.id === user && isBusy(p)))
      if (busy) return { state: 'busy', interaction: busy.id }
      const ringing = calls.find((call) => offersOf(call).has(user) || isCalledBack(call, user))
      return ringing ? { state: 'ringing', interaction: ringing.id } : { state: 'idle', interaction: null }
    }
  }
}

const callOf = ({ pops, audience }: Entry): LiveCall => ({ interaction: pops.interaction, audience })

const usersOf = (interaction: Interaction | undefined): string[] =>
  interaction?.participants.flatMap(({ user }) => user?.id ?? []) ?? []

/** The queue in which a customer waits now. */
function queueOf(interaction: Interaction | undefined): string[] {
  if (!interaction?.queue || interaction.answeredAt !== null) return []
  return interaction.state === 'queued' || interaction.state === 'alerting' ? [interaction.queue] : []
}

const isBusy = (p: Participant): boolean =>
  p.leftAt === null && (p.state === 'connected' || p.state === 'held' || (p.state === 'initiated' && !isOwnPhone(p)))

/** A click-to-call rings the person's own phone first, or is about to. */
const isOwnPhone = ({ via, state }: Participant): boolean =>
  via === 'click-to-call' && (state === 'alerting' || state === 'initiated')

const isCalledBack = (call: Interaction, user: string): boolean =>
  call.participants.some((p) => p.user?.id === user && isOwnPhone(p) && p.leftAt === null)

function reindex(
  index: Map<string, Set<string>>,
  id: string,
  before: readonly string[],
  after: readonly string[]
): void {
  for (const key of before) {
    const ids = index.get(key)
    ids?.delete(id)
    if (ids?.size === 0) index.delete(key)
  }
  for (const key of after) {
    const ids = index.get(key) ?? new Set()
    index.set(key, ids.add(id))
  }
}

/** The core no longer knows it as live, and its end was not told: what is known is that it is over. */
export function endOf({ interaction, audience }: LiveCall, nowMs: number): LiveCall {
  const ended = {
    ...interaction,
    state: 'ended' as const,
    endedAt: new Date(nowMs).toISOString(),
    estimated: [...new Set([...interaction.estimated, 'endedAt'])],
    version: interaction.version + 1
  }
  return { interaction: ended, audience }
}
