import type { WorkingHours } from '../../../contracts/lead-rule.ts'

const DAY_MS = 86_400_000
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

type Week = Pick<WorkingHours, 'timeZone' | 'week'>

const formats = new Map<string, Intl.DateTimeFormat>()

/** Throws RangeError for a time zone that there is not. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' }
  })
  formats.set(timeZone, made)
  return made
}

export function isTimeZone(timeZone: string): boolean {
  try {
    return formatOf(timeZone) !== undefined
  } catch {
    return false
  }
}

/** What a clock on the wall shows, as if it were UTC, and the day of the week, 1 for Monday. */
function wallOf(atMs: number, timeZone: string): { readonly wallMs: number; readonly day: number } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value])
  )
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  const wallMs = Date.UTC(
    ...([number('year'), number('month') - 1, number('day')] as const),
    ...([number('hour'), number('minute'), number('second')] as const)
  )
  return { wallMs, day: DAYS.indexOf(parts.get('weekday') ?? '') + 1 }
}

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

export function isWorking({ timeZone, week }: Week, atMs: number): boolean {
  const { wallMs, day } = wallOf(atMs, timeZone)
  const minute = Math.floor((wallMs % DAY_MS) / 60_000)
  return week.some((span) => span.day === day && minutesOf(span.from) <= minute && minute < minutesOf(span.to))
}

/** When work begins next after `atMs`; undefined when it never does. */
export function nextBeginning({ timeZone, week }: Week, atMs: number): number | undefined {
  const { wallMs, day } = wallOf(atMs, timeZone)
  const midnight = wallMs - (wallMs % DAY_MS)
  const beginnings = week
    .filter(({ from, to }) => minutesOf(from) < minutesOf(to))
    .flatMap((span) => {
      const inDays = (span.day - day + 7) % 7
      return [inDays, inDays + 7].map((days) => midnight + days * DAY_MS + minutesOf(span.from) * 60_000)
    })
    .filter((wall) => wall > wallMs)
  if (beginnings.length === 0) return undefined
  return instantOf(Math.min(...beginnings), timeZone, atMs)
}

/** The moment at which a clock on the wall shows this; of one that is left out when clocks are set forward, the next. */
function instantOf(wall: number, timeZone: string, nearMs: number): number {
  let at = wall - (wallOf(nearMs, timeZone).wallMs - nearMs)
  for (let tries = 0; tries < 2; tries++) at -= wallOf(at, timeZone).wallMs - wall
  return Math.floor(at / 1_000) * 1_000
}
