/** When to remind of a task: never, so many minutes before it is due, or at a time of its own. */
export type Reminder = 'none' | 'at' | 'm10' | 'h1' | 'own'

const BEFORE_MINUTES = { at: 0, m10: 10, h1: 60 } as const

/** The time of a reminder; null when there is none. */
export function remindAt(reminder: Reminder, dueAt: string, own: string | null): string | null {
  if (reminder === 'none') return null
  if (reminder === 'own') return own
  return new Date(Date.parse(dueAt) - BEFORE_MINUTES[reminder] * 60_000).toISOString()
}

/** Which of the choices a kept time is. */
export function reminderOf(time: string | null, dueAt: string): Reminder {
  if (time === null) return 'none'
  const minutes = (Date.parse(dueAt) - Date.parse(time)) / 60_000
  const names = ['at', 'm10', 'h1'] as const
  return names.find((name) => BEFORE_MINUTES[name] === minutes) ?? 'own'
}
