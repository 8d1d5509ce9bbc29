import type { MatchReason } from '../../../../contracts/candidate.ts'

/** Which sentence of the texts tells a reason, and with which facts: the fullest for which the facts are there. */
interface Telling {
  readonly code: MatchReason['code']
  readonly with: 'at' | 'count' | null
  readonly at: string | null
  readonly by: string | null
  readonly count: number | null
}

const NEEDS_WHO: readonly MatchReason['code'][] = ['confirmed', 'denied']
const WITH_TIME: readonly MatchReason['code'][] = ['confirmed', 'denied', 'mentioned', 'spoke-before']
const WITH_COUNT: readonly MatchReason['code'][] = ['shared-number', 'shared-address', 'called-line']

export function tellingOf(reason: MatchReason): Telling {
  const { code, at = null, count = null } = reason
  const by = reason.by?.name ?? null
  const timed = WITH_TIME.includes(code) && at !== null && (by !== null || !NEEDS_WHO.includes(code))
  const counted = WITH_COUNT.includes(code) && count !== null
  return { code, with: timed ? 'at' : counted ? 'count' : null, at, by, count }
}
