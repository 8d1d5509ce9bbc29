import type { Interaction } from '../../../../contracts/interaction.ts'
import type { ScreenPop, ScreenPopWithdrawn } from '../../../../contracts/realtime.ts'
import type { TaskChange } from '../../../../contracts/task.ts'
import { type Desk, isTalking, later, type Push } from './desk.ts'

const MAX_SEEN = 1000
const MAX_FAREWELLS = 4
const MAX_REMINDERS = 20

/** Applies one thing the hub said; the same thing twice, or late, changes nothing. */
export function apply(desk: Desk, push: Push): Desk {
  switch (push.type) {
    case 'pop':
      return popped(desk, push.pop)
    case 'withdrawn':
      return withdrawn(desk, push.withdrawn)
    case 'interaction':
      return { ...changed(desk, push.interaction), cursor: later(desk.cursor, push.cursor) }
    case 'hidden': {
      const live = new Map(desk.live)
      return live.delete(push.id) ? { ...desk, live } : desk
    }
    case 'agent':
      return { ...desk, agents: new Map(desk.agents).set(push.agent.user.id, push.agent) }
    case 'queue':
      return { ...desk, queues: new Map(desk.queues).set(push.queue.queue, push.queue) }
    case 'gap':
      return { ...desk, gap: push.gap }
    case 'task':
      return { ...reminded(desk, push.change), cursor: later(desk.cursor, push.cursor) }
  }
}

/** A reminder comes once, to whom the task is given; it goes when the task is done, put off, or given to another. */
export function reminded(desk: Desk, { change, to: _to, ...task }: TaskChange): Desk {
  const mine = task.state === 'open' && task.assignee !== null && task.assignee.id === desk.me
  const known = desk.reminders.find((one) => one.id === task.id)
  if (known && known.version >= task.version) return desk
  const others = desk.reminders.filter((one) => one !== known)
  if (mine && (change === 'reminder' || (known && task.remindedAt !== null)))
    return { ...desk, reminders: [...others, task].slice(-MAX_REMINDERS) }
  return known ? { ...desk, reminders: others } : desk
}

export function popped(desk: Desk, pop: ScreenPop): Desk {
  const id = pop.interaction.id
  const next = changed(desk, pop.interaction)
  const fresh = { ...pop, interaction: next.live.get(id) ?? pop.interaction }
  const known = next.pops.some((other) => other.interaction.id === id)
  const pops = known ? next.pops.map((other) => (other.interaction.id === id ? fresh : other)) : [...next.pops, fresh]
  return { ...next, pops }
}

function withdrawn(desk: Desk, message: ScreenPopWithdrawn): Desk {
  const id = message.interaction.id
  const pop = desk.pops.find((other) => other.interaction.id === id) ?? null
  const next = changed({ ...desk, pops: desk.pops.filter((other) => other !== pop) }, message.interaction)
  if (message.reason === 'answered') return keepTalk(next, message.interaction, pop)
  if (!pop || message.reason === 'dismissed') return next
  const farewell = { id: `${id}:${message.interaction.version}`, withdrawn: message }
  const others = next.farewells.filter((other) => other.id !== farewell.id)
  return { ...next, farewells: [...others, farewell].slice(-MAX_FAREWELLS) }
}

/** The whole state of one interaction: applied if it is newer than what is known, ignored if not. */
export function changed(desk: Desk, interaction: Interaction): Desk {
  const id = interaction.id
  if ((desk.seen.get(id) ?? -1) >= interaction.version) return desk
  if (interaction.mergedInto) return merged(desk, interaction, interaction.mergedInto)
  const live = new Map(desk.live)
  if (interaction.state === 'ended') live.delete(id)
  else live.set(id, interaction)
  const seen = new Map(desk.seen)
  seen.delete(id)
  const next: Desk = {
    ...desk,
    live,
    seen: newest(seen.set(id, interaction.version)),
    pops: desk.pops.map((pop) => (pop.interaction.id === id ? { ...pop, interaction } : pop)),
    talks: desk.talks.map((talk) => (talk.interaction.id === id ? { ...talk, interaction } : talk)),
    // who answered may be known only after the card went
    farewells: desk.farewells.map((one) =>
      one.withdrawn.interaction.id === id ? { ...one, withdrawn: { ...one.withdrawn, interaction } } : one
    ),
    dialled: desk.dialled?.id === id ? { ...desk.dialled, interaction } : desk.dialled
  }
  const spoken = interaction.answeredAt !== null && isTalking(interaction, desk.me)
  return spoken ? keepTalk(next, interaction, null) : next
}

/** It turned out to be another call, which the hub tells of under its own id: only that one stays. */
function merged(desk: Desk, { id, version }: Interaction, other: string): Desk {
  const live = new Map(desk.live)
  live.delete(id)
  const gone = <T extends { readonly interaction: Interaction }>(some: readonly T[]): readonly T[] =>
    some.filter((one) => one.interaction.id !== id)
  const dialled = desk.dialled
  return {
    ...desk,
    live,
    seen: newest(new Map(desk.seen).set(id, version)),
    pops: gone(desk.pops),
    talks: gone(desk.talks),
    dialled: dialled?.id === id ? { ...dialled, id: other, interaction: live.get(other) ?? null } : dialled
  }
}

/** Puts a call on the desk as one this person has talked in, unless it was closed. */
export function keepTalk(desk: Desk, interaction: Interaction, pop: ScreenPop | null): Desk {
  const id = interaction.id
  if (desk.closed.has(id)) return desk
  const known = desk.talks.find((talk) => talk.interaction.id === id)
  const offered = pop ?? desk.pops.find((other) => other.interaction.id === id) ?? null
  if (!known)
    return { ...desk, talks: [...desk.talks, { interaction: desk.live.get(id) ?? interaction, pop: offered }] }
  if (known.pop || !offered) return desk
  return { ...desk, talks: desk.talks.map((talk) => (talk === known ? { ...talk, pop: offered } : talk)) }
}

/** The last entries of a map or set that would else grow as long as the page is open. */
export function newest<C extends Map<string, number> | Set<string>>(collection: C): C {
  for (const key of collection.keys()) {
    if (collection.size <= MAX_SEEN) break
    collection.delete(key)
  }
  return collection
}
