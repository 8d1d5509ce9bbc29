import type { Interaction } from '../../../../contracts/interaction.ts'
import type {
  AgentState,
  FeedGap,
  QueueState,
  ResumeAnswer,
  ScreenPop,
  ScreenPopWithdrawn
} from '../../../../contracts/realtime.ts'
import type { Task, TaskChange } from '../../../../contracts/task.ts'

/** A call this person has talked in: it stays on the desk, with its note, until it is closed. */
export interface Talk {
  readonly interaction: Interaction
  /** What the pop knew; null when the page was opened in the middle of the call. */
  readonly pop: ScreenPop | null
}

/** What is said for a moment in place of a card that went away. */
export interface Farewell {
  readonly id: string
  readonly withdrawn: ScreenPopWithdrawn
}

export interface Desk {
  /** This person's user id; null for an API key. */
  readonly me: string | null
  readonly link: 'connecting' | 'live' | 'reconnecting'
  /** Milliseconds since the epoch: since when the hub cannot be heard. */
  readonly lostAt: number | null
  readonly cursor: string | null
  readonly live: ReadonlyMap<string, Interaction>
  readonly pops: readonly ScreenPop[]
  readonly talks: readonly Talk[]
  readonly closed: ReadonlySet<string>
  readonly farewells: readonly Farewell[]
  /** The call that was started from the dial box; `interaction` is null until the hub tells of it. */
  readonly dialled: { readonly id: string; readonly to: string; readonly interaction: Interaction | null } | null
  readonly agents: ReadonlyMap<string, AgentState>
  readonly queues: ReadonlyMap<string, QueueState>
  readonly gap: FeedGap | null
  /** Tasks whose time of reminding has come; each stays until it is done, put off or put away. */
  readonly reminders: readonly Task[]
  /** The newest version seen of each interaction, so that a late message undoes nothing. */
  readonly seen: ReadonlyMap<string, number>
  /** What came while the answer to `resume` was awaited; null when none is. */
  readonly waiting: readonly Push[] | null
}

/** What the hub says by itself. */
export type Push =
  | { readonly type: 'pop'; readonly pop: ScreenPop }
  | { readonly type: 'withdrawn'; readonly withdrawn: ScreenPopWithdrawn }
  | { readonly type: 'interaction'; readonly interaction: Interaction; readonly cursor: string | null }
  | { readonly type: 'hidden'; readonly id: string }
  | { readonly type: 'agent'; readonly agent: AgentState }
  | { readonly type: 'queue'; readonly queue: QueueState }
  | { readonly type: 'gap'; readonly gap: FeedGap }
  | { readonly type: 'task'; readonly change: TaskChange; readonly cursor: string | null }

export type Action =
  | Push
  | { readonly type: 'link'; readonly link: Desk['link']; readonly at: number }
  | { readonly type: 'resume-asked' }
  | { readonly type: 'resumed'; readonly answer: ResumeAnswer }
  | { readonly type: 'resume-failed' }
  | { readonly type: 'dismiss'; readonly id: string }
  | { readonly type: 'dialled'; readonly id: string; readonly to: string }
  | { readonly type: 'dial-cleared' }
  | { readonly type: 'talk-restored'; readonly interaction: Interaction }
  | { readonly type: 'talk-closed'; readonly id: string }
  | { readonly type: 'farewell-over'; readonly id: string }
  | { readonly type: 'gap-read' }
  | { readonly type: 'reminder-read'; readonly id: string }

export function emptyDesk(me: string | null): Desk {
  return {
    me,
    link: 'connecting',
    lostAt: null,
    cursor: null,
    live: new Map(),
    pops: [],
    talks: [],
    closed: new Set(),
    farewells: [],
    dialled: null,
    agents: new Map(),
    queues: new Map(),
    gap: null,
    reminders: [],
    seen: new Map(),
    waiting: null
  }
}

/** Whether this person speaks in it now, on whichever of their phones. */
export function isTalking(interaction: Interaction, me: string | null): boolean {
  if (me === null || interaction.state === 'ended') return false
  return interaction.participants.some(
    (one) => one.user?.id === me && one.leftAt === null && (one.state === 'connected' || one.state === 'held')
  )
}

/** Interactions shown here as going on that the hub no longer counts as live: how they ended has to be asked for. */
export function doubtful(desk: Desk): readonly string[] {
  const shown = [
    ...desk.talks.map((talk) => talk.interaction),
    ...(desk.dialled?.interaction ? [desk.dialled.interaction] : [])
  ]
  return [...new Set(shown.filter((one) => one.state !== 'ended' && !desk.live.has(one.id)).map((one) => one.id))]
}

/** Of two decimal cursors the one further on. */
export function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return BigInt(other) > BigInt(one) ? other : one
}
