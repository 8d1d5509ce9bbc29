import { startOfDay } from './format.ts'

export const PERIODS = ['today', '7', '30', '90', 'own'] as const
export type PeriodName = (typeof PERIODS)[number]

/** A time as it is asked for: from its first moment on, and before the last. */
interface Period {
  readonly since?: string
  readonly until?: string
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** The beginning of a day, `days` after the given one; of a day that is none nothing. */
function dayStart(day: string, days: number): string | undefined {
  const at = new Date(`${day}T00:00`)
  if (!DAY.test(day) || Number.isNaN(at.getTime())) return undefined
  at.setDate(at.getDate() + days)
  return at.toISOString()
}

/** Days are the reader's own, and whole: the first one is asked for from its beginning. */
export function periodOf(name: PeriodName, from: string, to: string, now: number): Period {
  if (name !== 'own') {
    const first = new Date(now)
    first.setDate(first.getDate() - (name === 'today' ? 0 : Number(name) - 1))
    return { since: startOfDay(first.getTime()) }
  }
  const [since, until] = [dayStart(from, 0), dayStart(to, 1)]
  return { ...(since ? { since } : {}), ...(until ? { until } : {}) }
}

/** A part of a whole in hundredths; nothing of nothing. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 100)
