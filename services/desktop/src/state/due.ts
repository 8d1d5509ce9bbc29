import { clockOf } from './format.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

/** How far a time is from `now` (milliseconds since the epoch), in seconds, and on which side. */
export function untilDue(dueAt: string, now: number): { readonly late: boolean; readonly seconds: number } {
  const seconds = (Date.parse(dueAt) - now) / 1000
  return { late: seconds < 0, seconds: Math.abs(seconds) }
}

/** A span as one glances at it: a running clock up to an hour, then hours and minutes, then days. */
export function spanText(seconds: number, language: string): string {
  const unit = (value: number, name: 'day' | 'hour' | 'minute'): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
  if (seconds < HOUR) return clockOf(seconds)
  if (seconds >= DAY) return unit(Math.floor(seconds / DAY), 'day')
  const minutes = Math.floor((seconds % HOUR) / 60)
  return [unit(Math.floor(seconds / HOUR), 'hour'), ...(minutes > 0 ? [unit(minutes, 'minute')] : [])].join(' ')
}

/** What `<input type="datetime-local">` takes: the reader's own time to the minute. */
export function localInput(time: string | null): string {
  if (time === null) return ''
  const at = new Date(time)
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

/** ISO time of what such an input holds; null when it is empty or no time. */
export function fromLocalInput(typed: string): string | null {
  const at = new Date(typed)
  return typed === '' || Number.isNaN(at.getTime()) ? null : at.toISOString()
}

export type Soon = 'hour' | 'evening' | 'tomorrow' | 'week'

/** The usual times for a task; the evening is the next one when today's has passed. */
export function soon(which: Soon, now: number): string {
  const at = new Date(now)
  switch (which) {
    case 'hour':
      at.setHours(at.getHours() + 1, at.getMinutes(), 0, 0)
      break
    case 'evening':
      if (at.getHours() >= 18) at.setDate(at.getDate() + 1)
      at.setHours(18, 0, 0, 0)
      break
    case 'tomorrow':
      at.setDate(at.getDate() + 1)
      at.setHours(10, 0, 0, 0)
      break
    case 'week':
      at.setDate(at.getDate() + 7)
      at.setHours(10, 0, 0, 0)
      break
  }
  return at.toISOString()
}
