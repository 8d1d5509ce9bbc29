import type { Interaction } from '../../../../contracts/interaction.ts'
import type { ResumeAnswer } from '../../../../contracts/realtime.ts'
import { type Desk, later, type Push } from './desk.ts'
import { apply, changed, popped, reminded } from './hear.ts'

/** The server's answer is the truth; only what it could not know yet is put on top. */
export function resumed(desk: Desk, answer: ResumeAnswer): Desk {
  const missed = answer.items.flatMap((item) => (item.type === 'interaction' ? [item.data] : []))
  const gaps = answer.items.flatMap((item) => (item.type === 'feed-gap' ? [item.data] : []))
  const base: Desk = {
    ...desk,
    waiting: null,
    cursor: answer.cursor,
    live: new Map(),
    seen: answer.reset ? new Map() : desk.seen,
    pops: [],
    agents: new Map(answer.agents.map((agent) => [agent.user.id, agent])),
    queues: new Map(answer.queues.map((queue) => [queue.queue, queue])),
    gap: gaps.at(-1) ?? desk.gap
  }
  const mended = [...missed, ...answer.live].reduce(changed, base)
  const told = { ...mended, live: new Map(answer.live.flatMap((one) => entryOf(mended, one, desk))) }
  const tasks = answer.items.flatMap((item) => (item.type === 'task' ? [item.data] : []))
  const shown = tasks.reduce(reminded, answer.pops.reduce(popped, told))
  const waiting = desk.waiting ?? []
  return waiting.reduce(apply, forget(shown, waiting, answer.cursor))
}

/** A live interaction as it is known now: what was heard before may be newer than the answer, or have ended it. */
function entryOf(mended: Desk, told: Interaction, before: Desk): [string, Interaction][] {
  if ((mended.seen.get(told.id) ?? -1) <= told.version) return [[told.id, told]]
  const newer = mended.live.get(told.id) ?? before.live.get(told.id)
  return newer ? [[told.id, newer]] : []
}

/** Lets what was heard after the answer was made be applied anew: the answer has overwritten it. */
function forget(desk: Desk, waiting: readonly Push[], cursor: string): Desk {
  const seen = new Map(desk.seen)
  for (const push of waiting) {
    if (push.type !== 'interaction' || push.cursor === cursor || later(cursor, push.cursor) === cursor) continue
    const id = push.interaction.id
    seen.set(id, desk.live.get(id)?.version ?? -1)
  }
  return { ...desk, seen }
}
