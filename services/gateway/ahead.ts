import { Compile } from 'typebox/compile'
import { CallEvent } from '../../contracts/event.ts'
import type { BegunCall, EventMark, PreparedPop } from '../../contracts/feed.ts'
import type { Interaction } from '../../contracts/interaction.ts'
import type { PopContext, User } from '../../contracts/rest.ts'
import { tidyCall } from '../kit/tidy.ts'
import { offersOf } from './offers.ts'

/** As long as the core takes the same for good. */
const PREPARED_KEEPS_MS = 10_000
const MAX_KEPT = 5_000

const isCallEvent = Compile(CallEvent)

/** An interaction as it will be, with what its pop shows. */
interface Ahead {
  readonly interaction: Interaction
  readonly context: PopContext
}

interface Deps {
  readonly userOf: (extension: string) => User | undefined
  /** The interaction as it is known, while it is live. */
  readonly liveOf: (id: string) => Interaction | undefined
  readonly now: () => number
}

/**
 * Makes of an event that is not yet committed by the core the interaction that it will be: see
 * docs/decisions/0009 and 0016. Only for a call that is known here already; in any doubt it waits for the core.
 */
export function createAhead({ userOf, liveOf, now }: Deps) {
  /** The interaction of a subject, and the version of the subject that the core has committed. */
  const known = new Map<string, { readonly interaction: string; readonly committed: number }>()
  const subjects = new Map<string, string>()
  /** By subject: what was heard too early to be shown. */
  const early = new Map<string, CallEvent>()
  /** By interaction: what was shown and is not committed yet. */
  const shown = new Map<string, CallEvent>()
  const prepared = new Map<string, PreparedPop & { readonly untilMs: number }>()

  function contextOf({ id, contact, remote, line, lineName, queue, waitSeconds }: Interaction): PopContext | undefined {
    const pop = prepared.get(id)
    if (!pop || pop.untilMs < now() || pop.contact !== (contact?.id ?? null) || pop.number !== remote.address) {
      return undefined
    }
    return { candidates: pop.candidates, why: { line, lineName, queue, waitSeconds }, recent: pop.recent }
  }

  function show(event: CallEvent): Ahead | undefined {
    const call = known.get(event.subject)
    if (!call || event.data.version <= call.committed) return undefined
    const before = shown.get(call.interaction)
    if (before && before.data.version >= event.data.version) return undefined
    const live = liveOf(call.interaction)
    const interaction = live && withEvent(live, event, userOf)
    const context = interaction && contextOf(interaction)
    if (!context || offersOf(interaction).size === 0) return undefined
    keep(shown, call.interaction, event)
    return { interaction, context }
  }

  /** What was heard too early, now that more is known of its call. */
  function again(subject: string | undefined): Ahead | undefined {
    const event = subject === undefined ? undefined : early.get(subject)
    const ahead = event && show(event)
    if (ahead) early.delete(event.subject)
    return ahead
  }

  return {
    /** The core has read what a pop will show. Answers a call that only waited for that. */
    prepare(pop: PreparedPop): Ahead | undefined {
      keep(prepared, pop.interaction, { ...pop, untilMs: now() + PREPARED_KEEPS_MS })
      return again(subjects.get(pop.interaction))
    },
    /** What a call that rings somebody looks like now; undefined when only the core can say, or can say more first. */
    hear(event: CallEvent): Ahead | undefined {
      const { subject, data } = event
      const ahead = show(event)
      const isNews = data.version > Math.max(known.get(subject)?.committed ?? 0, early.get(subject)?.data.version ?? 0)
      if (ahead) early.delete(subject)
      else if (isNews) keep(early, subject, event)
      return ahead
    },
    again,
    /** A call has begun, and will be told of: what is heard of it can be shown on top of that. */
    begun({ begun, event }: BegunCall): void {
      if (known.has(event.subject)) return
      keep(known, event.subject, { interaction: begun.data.id, committed: event.version })
      keep(subjects, begun.data.id, event.subject)
    },
    /**
     * A version of an interaction was committed. Answers it; with what was shown on top, while that is still to be
     * committed, so that nothing of it is taken back for a moment.
     */
    committed(interaction: Interaction, event: EventMark | undefined): Interaction {
      const { id } = interaction
      if (event) {
        keep(known, event.subject, { interaction: id, committed: event.version })
        keep(subjects, id, event.subject)
        if ((early.get(event.subject)?.data.version ?? 0) <= event.version) early.delete(event.subject)
      }
      if (interaction.version <= (liveOf(id)?.version ?? Number.NEGATIVE_INFINITY)) return interaction
      const before = shown.get(id)
      if (before && before.subject === event?.subject && before.data.version > event.version)
        return withEvent(interaction, before, userOf) ?? interaction
      shown.delete(id)
      if (interaction.state !== 'ended') return interaction
      prepared.delete(id)
      subjects.delete(id)
      if (event) known.delete(event.subject)
      return interaction
    }
  }
}

/**
 * The interaction as the core will have it when it has taken this event, but for its version; undefined where the core
 * has to ask its tables: for another number, another line, or calls that turned out to be this one.
 */
export function withEvent(
  known: Interaction,
  { data }: Pick<CallEvent, 'data'>,
  userOf: (extension: string) => Pick<User, 'id' | 'name'> | undefined
): Interaction | undefined {
  const { version: _, merged, ids, remote, participants, ...call } = tidyCall(data)
  if (merged.length > 0 || remote.raw !== known.remote.raw || call.line !== known.line) return undefined
  return {
    ...known,
    ...call,
    remote: { ...known.remote, name: remote.name },
    participants: participants.map((participant) => {
      const user = participant.kind === 'agent' ? userOf(participant.address) : undefined
      return { ...participant, user: user ? { id: user.id, name: user.name } : null }
    }),
    source: { ...known.source, ids }
  }
}

/** Reads what was told ahead; undefined for what is not of ours. */
export function readAhead(text: string): CallEvent | PreparedPop | BegunCall | undefined {
  try {
    const message: unknown = JSON.parse(text)
    if (isCallEvent.Check(message)) return message
    if (typeof (message as BegunCall | null)?.begun?.data?.id === 'string') return message as BegunCall
    const isPrepared = typeof (message as PreparedPop | null)?.interaction === 'string'
    return isPrepared ? (message as PreparedPop) : undefined
  } catch {
    return undefined
  }
}

/** The oldest go. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > MAX_KEPT) map.delete(map.keys().next().value ?? '')
}
