/** `m:ss`, or `h:mm:ss` from an hour on. Less than nothing is 0:00: clocks differ a little. */
export function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = String(rest).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}

/** Seconds from an ISO time to `now` (milliseconds since the epoch). */
export function secondsSince(time: string, now: number): number {
  return Math.max(0, (now - Date.parse(time)) / 1000)
}

/** A number as people read it; Russian numbers are grouped, others are left as they are. */
export function phoneOf(number: string): string {
  const russian = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number)
  return russian ? `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}` : number
}

/** What may be typed into the dial box: digits with the usual punctuation, and what a phone can send. */
export function dialable(typed: string): string | null {
  const trimmed = typed.trim()
  if (!/^\+?[\d\s().*#-]+$/.test(trimmed)) return null
  const digits = trimmed.replace(/[^\d*#+]/g, '')
  return digits.replace('+', '').length > 0 && digits.length <= 21 ? digits : null
}

/** Time of day for today, date and time for other days, in the reader's own zone. */
export function whenOf(time: string, language: string, now: number): string {
  const [at, today] = [new Date(time), new Date(now)]
  const clock = at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })
  if (at.toDateString() === today.toDateString()) return clock
  const sameYear = at.getFullYear() === today.getFullYear()
  const day = at.toLocaleDateString(language, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' })
  })
  return `${day.replaceAll(' ', '\u00a0')}, ${clock.replaceAll(' ', '\u00a0')}`
}

/** The start of the reader's own day. */
export function startOfDay(now: number): string {
  const day = new Date(now)
  day.setHours(0, 0, 0, 0)
  return day.toISOString()
}

/** A day with its month in words, with the year if it is another one than this. */
export function dayText(time: string, language: string, now = Date.now()): string {
  const at = new Date(time)
  const year = at.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const }
  return at.toLocaleDateString(language, { day: 'numeric', month: 'long', ...year })
}

/** A size as people say it. */
export function sizeText(bytes: number, language: string): string {
  const [value, unit] = bytes < 1_048_576 ? [bytes / 1024, 'kilobyte'] : [bytes / 1_048_576, 'megabyte']
  const digits = { maximumFractionDigits: value < 10 ? 1 : 0 }
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', ...digits }).format(value)
}
