import type { Action, Desk, Push } from './desk.ts'
import { apply, changed, keepTalk, newest } from './hear.ts'
import { resumed } from './resume.ts'

const MAX_WAITING = 500

/** The whole of what the desk knows in real time, as a function of what was heard and done. */
export function reduce(desk: Desk, action: Action): Desk {
  switch (action.type) {
    case 'pop':
    case 'withdrawn':
    case 'interaction':
    case 'hidden':
    case 'agent':
    case 'queue':
    case 'gap':
    case 'task':
      return hear(desk, action)
    case 'link':
      return { ...desk, link: action.link, lostAt: action.link === 'live' ? null : (desk.lostAt ?? action.at) }
    case 'resume-asked':
      return { ...desk, waiting: [] }
    case 'resume-failed':
      return { ...desk, waiting: null }
    case 'resumed':
      return resumed(desk, action.answer)
    case 'dismiss':
      return { ...desk, pops: desk.pops.filter((pop) => pop.interaction.id !== action.id) }
    case 'dialled':
      return { ...desk, dialled: { id: action.id, to: action.to, interaction: desk.live.get(action.id) ?? null } }
    case 'dial-cleared':
      return { ...desk, dialled: null }
    case 'talk-restored':
      return keepTalk(changed(desk, action.interaction), action.interaction, null)
    case 'talk-closed':
      return {
        ...desk,
        talks: desk.talks.filter((talk) => talk.interaction.id !== action.id),
        closed: newest(new Set(desk.closed).add(action.id))
      }
    case 'farewell-over':
      return { ...desk, farewells: desk.farewells.filter((farewell) => farewell.id !== action.id) }
    case 'gap-read':
      return { ...desk, gap: null }
    case 'reminder-read':
      return { ...desk, reminders: desk.reminders.filter((task) => task.id !== action.id) }
  }
}

function hear(desk: Desk, push: Push): Desk {
  const heard = apply(desk, push)
  return desk.waiting ? { ...heard, waiting: [...desk.waiting, push].slice(-MAX_WAITING) } : heard
}
